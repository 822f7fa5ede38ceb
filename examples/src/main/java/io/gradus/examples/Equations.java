package io.gradus.examples;

import io.gradus.api.Op;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Trace.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A trace as equations that people read: infix, with as few parentheses as possible, one line for
 * each slot that is set, for each value that is used more than once, and for the update.
 */
final class Equations {

  /** Values within values in one line; anything nested deeper gets a name. */
  private static final int MOST_LEVELS = 50;

  private static final Set<String> RESERVED = Set.of("g", "θ", "u", "n", "isWeight");

  /** What binds looser needs parentheses within what binds tighter. */
  private static final int SUM = 1;

  private static final int PRODUCT = 2;
  private static final int PREFIX = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;

  private final Trace trace;
  private final boolean[] needed;
  private final boolean[] constant;
  private final double[] value;
  private final int[] uses;
  private final Map<Integer, Slot> storedIn = new HashMap<>();
  private final Set<Op> functions = new HashSet<>();

  /** Slots whose old content is read after the line that sets them, so that it needs a name. */
  private final Set<String> kept = new HashSet<>();

  private final Map<Integer, String> names = new HashMap<>();
  private final Set<String> assigned = new HashSet<>();
  private final List<Equation> equations = new ArrayList<>();

  /**
   * One line.
   *
   * @param left the name that gets a value
   * @param sign "←" where a slot is set, else "="
   * @param right the value
   */
  record Equation(String left, String sign, String right) {
    @Override
    public String toString() {
      return left + " " + sign + " " + right;
    }
  }

  /** A part of a line, whether it is a quotient, and how tight it binds. */
  private record Part(String text, int level, boolean quotient) {
    static Part of(String text, int level) {
      return new Part(text, level, false);
    }

    boolean negative() {
      return text.startsWith("−");
    }

    /** In parentheses if it binds looser than asked. */
    String atLeast(int least) {
      return level < least ? "(" + text + ")" : text;
    }

    /** The same for an operand after another operator, where no sign may follow. */
    String behind(int least) {
      return level < least || negative() ? "(" + text + ")" : text;
    }
  }

  Equations(Trace trace) {
    this.trace = trace;
    int size = trace.nodes().size();
    needed = new boolean[size];
    constant = new boolean[size];
    value = new double[size];
    uses = new int[size];
    count();
    fold();
    int before;
    do { // writing shows which old contents need a name; then write again
      before = kept.size();
      write();
    } while (kept.size() > before);
  }

  /** The lines, in the order in which they can be computed. */
  List<Equation> lines() {
    return List.copyOf(equations);
  }

  /** What a reader may not know of the notation in these lines. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    kept.stream()
        .sorted()
        .forEach(slot -> notes.add(old(slot) + " is " + slot + " before the step."));
    if (functions.contains(Op.LESS)) {
      notes.add("[a < b] is 1 where it holds, otherwise 0.");
    }
    if (functions.contains(Op.SELECT)) {
      notes.add("where(c, a, b) is a where c holds (or is not 0), otherwise b.");
    }
    if (functions.contains(Op.SUM)) {
      notes.add("Σ(a) is the sum of the elements of one tensor.");
    }
    if (functions.contains(Op.NORM)) {
      notes.add("‖a‖ is the Euclidean norm of one tensor.");
    }
    if (functions.contains(Op.REDUCE_MAX)) {
      notes.add("max(a) is the largest element of one tensor.");
    }
    if (functions.contains(Op.SIZE)) {
      notes.add("n is the number of elements of one tensor.");
    }
    if (functions.contains(Op.IS_WEIGHT)) {
      notes.add("isWeight is 1 for a tensor of weights, 0 for biases and normalisations.");
    }
    if (functions.contains(Op.ROW_SUM)) {
      notes.add("rowΣ(a) is the sum over the row of each element: the weights that feed one unit.");
    }
    if (functions.contains(Op.ROW_MEAN)) {
      notes.add(
          "rowMean(a) is the mean over the row of each element: the weights that feed one unit.");
    }
    if (functions.contains(Op.ROW_NORM)) {
      notes.add("row‖a‖ is the norm of the row of each element: the weights that feed one unit.");
    }
    if (functions.contains(Op.GLOBAL_NORM)) {
      notes.add("‖g of the network‖ is the norm of the gradients of all tensors as one vector.");
    }
    if (functions.contains(Op.NOISE)) {
      notes.add("noise(k) is drawn from N(0, 1) for each element, with the key k.");
    }
    return notes;
  }

  /** Which nodes the result needs (a wrapper may discard some), and how often each is used. */
  private void count() {
    List<Node> nodes = trace.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.op() == Op.STORE || node.op() == Op.UPDATE) {
        needed[i] = true;
      }
      if (needed[i]) {
        for (Node operand : read(node)) {
          needed[operand.index()] = true;
          uses[operand.index()]++;
        }
        if (isSquare(node)) {
          uses[node.operand(0).index()]--;
        }
      }
      if (node.op() == Op.STORE && node.operand(0).op().arity() > 0) {
        storedIn.put(node.operand(0).index(), node.slot());
      }
    }
  }

  /** Computes what depends on numbers alone. */
  private void fold() {
    for (Node node : trace.nodes()) {
      int i = node.index();
      if (node.op() == Op.SCALAR) {
        constant[i] = true;
        value[i] = node.value();
      } else if (node.op().arity() > 0
          && node.isUniform()
          && !node.op().isReduction()
          && node.operands().stream().allMatch(operand -> constant[operand.index()])) {
        constant[i] = true;
        value[i] = node.op().apply(folded(node, 0), folded(node, 1), folded(node, 2));
      }
    }
  }

  private double folded(Node of, int operand) {
    return operand < of.operands().size() ? value[of.operand(operand).index()] : 0;
  }

  private void write() {
    equations.clear();
    names.clear();
    assigned.clear();
    functions.clear();
    int letters = 0;
    int[] levels = new int[trace.nodes().size()];
    for (Node node : trace.nodes()) {
      int i = node.index();
      for (Node operand : node.operands()) {
        levels[i] = Math.max(levels[i], levels[operand.index()] + 1);
      }
      if (node.op() == Op.STORE) {
        if (!names.getOrDefault(node.operand(0).index(), "").equals(name(node.slot()))) {
          assign(node.slot(), node.operand(0));
        }
      } else if (node.op() == Op.UPDATE) {
        equations.add(new Equation("u", "=", part(node.operand(0)).text()));
      } else if (needed[i] && !constant[i] && node.op().arity() > 0) {
        if (storedIn.containsKey(i)) {
          assign(storedIn.get(i), node);
          names.put(i, name(storedIn.get(i)));
          levels[i] = 0;
        } else if ((uses[i] > 1 && !isShort(node)) || levels[i] > MOST_LEVELS) {
          String name = "x" + subscript(++letters);
          equations.add(new Equation(name, "=", part(node).text()));
          names.put(i, name);
          levels[i] = 0;
        }
      }
    }
  }

  private void assign(Slot slot, Node content) {
    equations.add(new Equation(name(slot), "←", part(content).text()));
    assigned.add(name(slot));
  }

  private Part part(Node node) {
    if (names.containsKey(node.index())) {
      return Part.of(names.get(node.index()), ATOM);
    }
    if (constant[node.index()]) {
      String number = Numbers.text(value[node.index()]);
      return number.startsWith("-")
          ? Part.of("−" + number.substring(1), PRODUCT)
          : Part.of(number, ATOM);
    }
    Node a = node.op().arity() > 0 ? node.operand(0) : null;
    Node b = node.op().arity() > 1 ? node.operand(1) : null;
    return switch (node.op()) {
      case GRADIENT -> Part.of("g", ATOM);
      case PARAMETER -> Part.of("θ", ATOM);
      case SLOT -> Part.of(content(node.slot()), ATOM);
      case ADD -> sum(part(a), part(b));
      case SUBTRACT -> Part.of(part(a).text() + " − " + part(b).behind(PRODUCT), SUM);
      case MULTIPLY ->
          isSquare(node)
              ? squared(part(a))
              : isScaled(node) ? product(a.operand(0), b.operand(0)) : product(a, b);
      case DIVIDE -> quotient(part(a), part(b));
      case NEGATE -> Part.of("−" + part(a).behind(PRODUCT), PRODUCT);
      case ABS -> Part.of("|" + part(a).text() + "|", ATOM);
      case SQRT -> Part.of("√" + part(a).behind(ATOM), PREFIX);
      case POW -> Part.of(part(a).behind(ATOM) + "^" + part(b).behind(ATOM), POWER);
      case LOG -> Part.of("ln(" + part(a).text() + ")", ATOM);
      case SUM -> function("Σ", node);
      case REDUCE_MAX -> function("max", node);
      case SIZE -> function("n", node);
      case IS_WEIGHT -> function("isWeight", node);
      case ROW_SUM -> function("rowΣ", node);
      case NORM -> norm("‖", node);
      case ROW_MEAN -> function("rowMean", node);
      case ROW_NORM -> norm("row‖", node);
      case GLOBAL_NORM -> function("‖g of the network‖", node);
      case LESS, LESS_OR_EQUAL, EQUAL -> {
        functions.add(Op.LESS);
        yield Part.of("[" + comparison(node) + "]", ATOM);
      }
      case SELECT -> {
        functions.add(Op.SELECT);
        String condition =
            names.containsKey(a.index()) || constant[a.index()] ? part(a).text() : comparison(a);
        yield Part.of(
            "where(%s, %s, %s)".formatted(condition, part(b).text(), part(node.operand(2)).text()),
            ATOM);
      }
      default -> function(node.op().name().toLowerCase(Locale.ROOT), node);
    };
  }

  private static Part sum(Part a, Part b) {
    return Part.of(
        a.text() + (b.negative() ? " − " + b.text().substring(1) : " + " + b.text()), SUM);
  }

  private static Part squared(Part a) {
    return Part.of(a.behind(ATOM) + "²", POWER);
  }

  /** Numbers first: 0.9·m. */
  private Part product(Node a, Node b) {
    if (constant[b.index()] && !constant[a.index()] && isReciprocal(value[b.index()])) {
      return quotient(part(a), Part.of(Numbers.text(1 / value[b.index()]), ATOM));
    }
    boolean swap = constant[b.index()] && !constant[a.index()];
    Part left = part(swap ? b : a);
    Part right = part(swap ? a : b);
    String first = left.quotient() ? "(" + left.text() + ")" : left.atLeast(PRODUCT);
    return new Part(first + "·" + right.behind(PRODUCT), PRODUCT, right.quotient());
  }

  /** Whether a number has fewer digits as a divisor: to divide by one is to multiply by this. */
  private static boolean isReciprocal(double number) {
    return number > 0 && Double.isFinite(1 / number) && digits(1 / number) < digits(number);
  }

  private static int digits(double number) {
    return new BigDecimal(number).round(new MathContext(12)).stripTrailingZeros().precision();
  }

  private static Part quotient(Part a, Part b) {
    String over = a.quotient() ? "(" + a.text() + ")" : a.atLeast(PRODUCT);
    return new Part(over + "/" + b.behind(PREFIX), PRODUCT, true);
  }

  private Part norm(String opening, Node node) {
    functions.add(node.op());
    return Part.of(opening + part(node.operand(0)).text() + "‖", ATOM);
  }

  private String comparison(Node node) {
    if (node.op() == Op.EQUAL && node.operand(0) == node.operand(1)) {
      return part(node.operand(0)).text() + " is a number"; // NaN alone is not equal to itself
    }
    String sign =
        switch (node.op()) {
          case LESS -> " < ";
          case LESS_OR_EQUAL -> " ≤ ";
          case EQUAL -> " = ";
          default -> null;
        };
    return sign == null
        ? part(node).text()
        : part(node.operand(0)).text() + sign + part(node.operand(1)).text();
  }

  private Part function(String name, Node node) {
    functions.add(node.op());
    List<Node> operands = node.operands();
    return Part.of(
        operands.isEmpty()
            ? name
            : name
                + "("
                + String.join(", ", operands.stream().map(each -> part(each).text()).toList())
                + ")",
        ATOM);
  }

  /** The content of a slot before the step. */
  private String content(Slot slot) {
    String name = name(slot);
    if (assigned.contains(name)) {
      kept.add(name);
    }
    return kept.contains(name) ? old(name) : name;
  }

  /** A slash would read as a division. */
  static String name(Slot slot) {
    String name = slot.name().replace('/', '.');
    return RESERVED.contains(name) ? name + "_slot" : name;
  }

  private static String old(String slot) {
    return slot + "_old";
  }

  /** The operands that are written: what is multiplied by and divided by again is not. */
  private static List<Node> read(Node node) {
    return isScaled(node)
        ? List.of(node.operand(0).operand(0), node.operand(1).operand(0))
        : node.operands();
  }

  /**
   * Whether this is (a·p)·(b/p), which is a·b but for rounding: see {@link
   * io.gradus.api.Expr#scaledBy}.
   */
  private static boolean isScaled(Node node) {
    return node.op() == Op.MULTIPLY
        && node.operand(0).op() == Op.MULTIPLY
        && node.operand(1).op() == Op.DIVIDE
        && node.operand(1).operand(1) == node.operand(0).operand(1);
  }

  private static boolean isSquare(Node node) {
    return node.op() == Op.MULTIPLY && node.operand(0) == node.operand(1);
  }

  /** Such as g², |g| or −m: no shorter under a name of its own. */
  private boolean isShort(Node node) {
    return (node.op().arity() == 1 || isSquare(node))
        && !node.op().isReduction()
        && (node.operand(0).op().arity() == 0 || names.containsKey(node.operand(0).index()));
  }

  private static String subscript(int number) {
    StringBuilder text = new StringBuilder();
    for (char digit : Integer.toString(number).toCharArray()) {
      text.append((char) ('₀' + digit - '0'));
    }
    return text.toString();
  }
}
