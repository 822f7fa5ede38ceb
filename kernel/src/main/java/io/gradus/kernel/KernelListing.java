package io.gradus.kernel;

import io.gradus.api.Arguments;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Op;
import io.gradus.api.Precision;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The loops that the kernel generates from a rule, as human-readable text: one for each pass over
 * memory, in a notation close to Java. Plain loops may run it in stages; the text states their
 * number. Every line except the braces is one load, one operation, one store or one number that is
 * the same for all elements.
 */
public final class KernelListing {

  private final Plan plan;
  private final Precision precision;
  private final String type;
  private final Map<Plan.Node, String> names = new HashMap<>();
  private final Set<Plan.Node> conditions = new HashSet<>();
  private final List<String> lines = new ArrayList<>();
  private int temporaries;
  private int uniforms;
  private int rounded;
  private int sums;

  private KernelListing(Plan plan, Precision precision) {
    this.plan = plan;
    this.precision = Arguments.given(precision, "precision");
    this.type = precision == Precision.FLOAT ? "float" : "double";
  }

  /**
   * The loops of one step, with the rule's numbers at that step; another step runs the same loops
   * with its own numbers, unless the rule does something different there.
   *
   * @param optimizer whose rule to list
   * @param precision the type of the arrays
   * @param age the age of the state, from 1
   * @return lines of text, indented by two spaces per level
   * @throws IllegalArgumentException if the age is less than 1
   */
  public static List<String> of(GradientOptimizer optimizer, Precision precision, long age) {
    Tracer tracer = new Tracer(optimizer);
    Trace trace = tracer.trace(age, age - 1, 0);
    return new KernelListing(new Plan(trace, tracer.slots()), precision).list();
  }

  private List<String> list() {
    for (int i = 0; i < plan.passes().size(); i++) {
      Plan.Pass pass = plan.passes().get(i);
      lines.add(
          "// pass %d of %d over memory, %s".formatted(i + 1, plan.passes().size(), loops(pass)));
      for (Plan.Node uniform : plan.uniforms(i)) {
        uniform(uniform);
      }
      loop(pass);
    }
    return List.copyOf(lines);
  }

  /** The kinds of loops that a pass becomes; plain ones may be several that run chunk by chunk. */
  private static String loops(Plan.Pass pass) {
    int plain = Stages.of(pass).all().size();
    boolean vector = VectorLoop.canRun(pass);
    if (plain == 1) {
      return vector ? "a plain or a vector loop" : "a plain loop";
    }
    return plain + " plain loops" + (vector ? " or a vector loop" : "");
  }

  /** A number that is the same for all elements is computed once, in double. */
  private void uniform(Plan.Node node) {
    switch (node.op()) {
      case SCALAR -> names.put(node, literal(node.expr().value(), "double"));
      case SIZE -> names.put(node, "n");
      case IS_WEIGHT -> names.put(node, "isWeight");
      case GLOBAL_NORM -> names.put(node, "globalNorm");
      default -> define("double", node, "u" + ++uniforms, "");
    }
  }

  private void loop(Plan.Pass pass) {
    for (Plan.Node end : pass.ends()) {
      if (end.op().isReduction()) {
        names.put(end, end.op().name().toLowerCase(Locale.ROOT) + ++sums);
        lines.add(
            "double %s = %s;".formatted(names.get(end), end.op() == Op.REDUCE_MAX ? "-∞" : "0"));
      } else if (end.op().isOverRows()) {
        names.put(end, "rows" + ++sums);
      }
    }
    Map<Plan.Node, String> outside = new HashMap<>(names);
    for (Plan.Node scalar : pass.scalars()) {
      spread(pass, scalar);
    }
    lines.add("for (long i = 0; i < n; i++) {");
    for (Plan.Node input : pass.inputs()) {
      String place = place(input);
      names.put(input, local(input));
      lines.add("  %s %s = %s;".formatted(type, names.get(input), place));
    }
    for (Plan.Node node : pass.operations()) {
      define(pass.isOnlyCondition(node) ? "boolean" : type, node, "t" + ++temporaries, "  ");
    }
    for (int i = 0; i < pass.ends().size(); i++) {
      lines.add("  " + end(pass.ends().get(i), names.get(pass.outputs().get(i)), outside));
    }
    lines.add("}");
    pass.ends().forEach(end -> finish(end, outside.get(end)));
    names.clear();
    names.putAll(outside);
  }

  /** A number combined with elements: it is rounded to their type, unless it is a noise key. */
  private void spread(Plan.Pass pass, Plan.Node scalar) {
    boolean isKey = pass.isKey(scalar);
    if (scalar.op() == Op.SCALAR) {
      names.put(scalar, literal(scalar.expr().value(), isKey ? "double" : type));
    } else if (precision == Precision.FLOAT && !isKey) {
      String name = "s" + ++rounded;
      lines.add("float %s = (float) %s;".formatted(name, names.get(scalar)));
      names.put(scalar, name);
    }
  }

  /** The local variable that an input is loaded into. */
  private String local(Plan.Node input) {
    return switch (input.op()) {
      case GRADIENT -> "g";
      case PARAMETER -> "p";
      case SLOT -> input.expr().slot().name().replaceAll("\\W", "_");
      default -> "t" + ++temporaries;
    };
  }

  private String place(Plan.Node node) {
    return switch (node.op()) {
      case GRADIENT -> "gradient[i]";
      case PARAMETER -> "parameter[i]";
      case UPDATE -> "update[i]";
      case SLOT, STORE -> "state[\"%s\"][i]".formatted(node.expr().slot().name());
      default -> names.get(node) + "[i / rowLength]";
    };
  }

  private String end(Plan.Node end, String result, Map<Plan.Node, String> names) {
    return switch (end.op()) {
      case SUM -> "%s += %s; // in the order of blocks and lanes".formatted(names.get(end), result);
      case REDUCE_MAX -> "%1$s = Math.max(%1$s, %2$s);".formatted(names.get(end), result);
      case NORM ->
          "%1$s += (double) %2$s * %2$s; // in the order of blocks and lanes"
              .formatted(names.get(end), result);
      case ROW_SUM, ROW_MEAN -> "%s[i / rowLength] += %s;".formatted(names.get(end), result);
      case ROW_NORM ->
          "%1$s[i / rowLength] += (double) %2$s * %2$s;".formatted(names.get(end), result);
      default -> "%s = %s;".formatted(place(end), result);
    };
  }

  /** What is done with a sum when it is complete. */
  private void finish(Plan.Node end, String sum) {
    switch (end.op()) {
      case NORM -> lines.add("%1$s = Math.sqrt(%1$s);".formatted(sum));
      case ROW_MEAN -> lines.add("%s[row] /= rowLength; // of each row".formatted(sum));
      case ROW_NORM -> lines.add("%1$s[row] = Math.sqrt(%1$s[row]); // of each row".formatted(sum));
      default -> {}
    }
  }

  private void define(String of, Plan.Node node, String name, String indent) {
    lines.add("%s%s %s = %s;".formatted(indent, of, name, operation(node, of)));
    if (of.equals("boolean")) {
      conditions.add(node);
    }
    names.put(node, name);
  }

  private String operation(Plan.Node node, String of) {
    List<String> operands = node.operands().stream().map(names::get).toList();
    String a = operands.get(0);
    String b = operands.size() > 1 ? operands.get(1) : "";
    return switch (node.op()) {
      case ADD -> a + " + " + b;
      case SUBTRACT -> a + " - " + b;
      case MULTIPLY -> a + " * " + b;
      case DIVIDE -> a + " / " + b;
      case NEGATE -> "-" + a;
      case LESS -> comparison(a + " < " + b, of);
      case LESS_OR_EQUAL -> comparison(a + " <= " + b, of);
      case EQUAL -> comparison(a + " == " + b, of);
      case SELECT -> {
        String condition = conditions.contains(node.operands().get(0)) ? a : a + " != 0";
        yield "%s ? %s : %s".formatted(condition, b, operands.get(2));
      }
      case NOISE -> rounded(of) + "Noise.normal(%s, i)".formatted(a);
      case SIGN -> "Math.signum(%s)".formatted(a);
      case SQRT -> rounded(of) + "Math.sqrt(%s)".formatted(a);
      case EXP, LOG, POW -> rounded(of) + "StrictMath." + call(node.op(), operands);
      default -> "Math." + call(node.op(), operands);
    };
  }

  private static String rounded(String of) {
    return of.equals("float") ? "(float) " : "";
  }

  private static String comparison(String text, String of) {
    return of.equals("boolean") ? text : text + " ? 1 : 0";
  }

  private static String call(Op op, List<String> operands) {
    return op.name().toLowerCase(Locale.ROOT) + "(" + String.join(", ", operands) + ")";
  }

  private static String literal(double value, String type) {
    return type.equals("float") && Double.isFinite((float) value)
        ? (float) value + "f"
        : String.valueOf(value);
  }
}
