package io.gradus.examples;

import io.gradus.api.Catalog;
import io.gradus.api.Configuration;
import io.gradus.api.Description;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.HyperparameterDescription;
import io.gradus.api.Initializers;
import io.gradus.api.LineSearches;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.PluginNotFoundException;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Requirement;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import io.gradus.kernel.KernelListing;
import java.io.PrintWriter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus explain}. */
@Command(
    name = "explain",
    description =
        "Explains what an optimizer, schedule, initializer or line search is and computes.")
final class ExplainCommand implements Callable<Integer> {

  /** Steps of the example that are printed; of a longer run, the last of them. */
  private static final int SHOWN = 10;

  private static final double[] GRADIENT = {0.5, -2, 1e-4, 0};

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "A name or alias, as printed by 'list'.")
  private String name;

  @Option(
      names = "--step",
      paramLabel = "T",
      defaultValue = "1",
      description =
          "The step whose numbers are shown in the rule; for a schedule, an additional time to"
              + " show. Default: ${DEFAULT-VALUE}.")
  private int step;

  @Option(
      names = "--kernel",
      description = "Also prints the loops that an optimizer's rule is compiled to.")
  private boolean hasKernel;

  private PrintWriter out;

  @Override
  public Integer call() {
    if (step < 1 || step > 1_000_000) {
      throw new ParameterException(
          spec.commandLine(), "--step must be from 1 to 1000000, but is " + step + ".");
    }
    out = spec.commandLine().getOut();
    List<Plugin> found = find();
    if (hasKernel && found.stream().noneMatch(GradientOptimizer.class::isInstance)) {
      throw new ParameterException(
          spec.commandLine(),
          "--kernel is for optimizers that take one gradient per step, but '"
              + name
              + "' is not one.");
    }
    for (int i = 0; i < found.size(); i++) {
      if (i > 0) {
        out.println();
      }
      explain(found.get(i));
    }
    out.flush();
    return 0;
  }

  private void explain(Plugin plugin) {
    describe(plugin);
    if (plugin instanceof GradientOptimizer optimizer) {
      presets(optimizer);
      rule(optimizer);
      if (hasKernel) {
        kernel(optimizer);
      }
      example(optimizer);
    } else if (plugin instanceof Schedule schedule) {
      values(schedule);
    }
  }

  /** What has that name; plug-ins of several kinds may share one. */
  private List<Plugin> find() {
    List<Plugin> found = new ArrayList<>();
    StringJoiner refusals = new StringJoiner(System.lineSeparator());
    for (Catalog<? extends Plugin> catalog :
        List.of(
            Optimizers.installed(),
            Schedules.installed(),
            Initializers.installed(),
            LineSearches.installed())) {
      try {
        found.add(catalog.named(name));
      } catch (PluginNotFoundException refused) {
        if (has(catalog)) {
          throw refused; // several jars claim the name
        }
        refusals.add(refused.getMessage());
      }
    }
    if (found.isEmpty()) {
      throw new ParameterException(spec.commandLine(), refusals.toString());
    }
    return found;
  }

  private boolean has(Catalog<? extends Plugin> catalog) {
    return catalog.all().stream()
        .map(Plugin::description)
        .flatMap(each -> Stream.concat(Stream.of(each.name()), each.aliases().stream()))
        .anyMatch(name::equalsIgnoreCase);
  }

  private void describe(Plugin plugin) {
    Description description = plugin.description();
    String aliases =
        description.aliases().isEmpty()
            ? ""
            : " (" + String.join(", ", description.aliases()) + ")";
    paragraph(description.name() + aliases, 0);
    paragraph(description.summary(), 2);
    paragraph(description.citation(), 2);
    if (!description.link().isEmpty()) {
      paragraph(description.link(), 2);
    }
    heading("Hyper-parameters");
    if (description.hyperparameters().isEmpty()) {
      out.println("  none");
      return;
    }
    Table table = new Table(2, 26, 17, 22, 20, 10);
    table.add("name", "type", "default", "range", "unit", "meaning");
    Map<String, Object> defaults = Configuration.toMap(plugin);
    for (HyperparameterDescription setting : description.hyperparameters()) {
      table.add(
          setting.name(),
          type(setting.type()),
          value(defaults.get(setting.name())),
          range(setting),
          setting.unit(),
          setting.meaning());
    }
    out.print(table);
  }

  private static String type(Type type) {
    if (!(type instanceof Class<?> single)) {
      return type.getTypeName().replaceAll("[\\w.]+\\.", "");
    }
    return single.isPrimitive() ? single.getName() : single.getSimpleName();
  }

  private static String range(HyperparameterDescription setting) {
    if (setting.type() instanceof Class<?> type) {
      if (type == boolean.class) {
        return "true, false";
      }
      if (type.isEnum()) {
        return Arrays.stream(type.getEnumConstants())
            .map(each -> ((Enum<?>) each).name())
            .collect(Collectors.joining(", "));
      }
      if (Number.class.isAssignableFrom(type) || type.isPrimitive() || type == Schedule.class) {
        return setting.range().toString();
      }
      return "";
    }
    return setting.range().toString();
  }

  /** A hyper-parameter's value, as {@link Configuration} writes it, as text. */
  static String value(Object value) {
    if (value instanceof Map<?, ?> plugin) {
      return plugin.get("name")
          + plugin.entrySet().stream()
              .filter(entry -> !entry.getKey().equals("name"))
              .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
              .collect(Collectors.joining(", ", "(", ")"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ExplainCommand::value).collect(Collectors.joining(", ", "[", "]"));
    }
    return Numbers.text(value);
  }

  private void presets(GradientOptimizer optimizer) {
    Map<Preset, ? extends GradientOptimizer> presets = optimizer.presets();
    if (presets.isEmpty()) {
      return;
    }
    heading("Presets, which follow a framework number for number");
    Table table = new Table(2, 10);
    new TreeMap<Preset, GradientOptimizer>(presets)
        .forEach(
            (framework, preset) -> {
              Map<String, Object> settings = Configuration.toMap(preset);
              settings.remove("name");
              table.add(
                  framework.name(),
                  settings.entrySet().stream()
                      .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
                      .collect(Collectors.joining(", ")));
            });
    out.print(table);
  }

  private void rule(GradientOptimizer optimizer) {
    Tracer tracer = new Tracer(optimizer);
    Trace trace = tracer.trace(step, step - 1, 0);
    Equations equations = new Equations(trace);
    heading("State");
    paragraph(
        tracer.slots().isEmpty()
            ? "none"
            : tracer.slots().stream()
                .map(slot -> Equations.name(slot) + " = " + Numbers.text(slot.initial()))
                .collect(Collectors.joining(", ", "", " before the first step")),
        2);
    heading("Rule at step " + step);
    out.println(
        trace.requires(Requirement.PARAMETER)
            ? "  reads the gradient g and the parameter θ:"
            : "  reads the gradient g, but not the parameter θ:");
    List<Equations.Equation> lines = equations.lines();
    int width = lines.stream().mapToInt(line -> line.left().length()).max().orElse(0);
    Table table = new Table(4, width + 2);
    for (Equations.Equation line : lines) {
      table.add(Table.padded(line.left(), width) + " " + line.sign(), line.right());
    }
    table.add(Table.padded("θ", width) + " ←", "θ − u");
    out.print(table);
    equations.notes().forEach(note -> paragraph(note, 2));
  }

  private void kernel(GradientOptimizer optimizer) {
    heading("Loops at step " + step + " over float arrays; scalars are those of this step");
    KernelListing.of(optimizer, Precision.FLOAT, step).forEach(line -> out.println("  " + line));
  }

  private void example(GradientOptimizer optimizer) {
    boolean reads = new Tracer(optimizer).trace(step, step - 1, 0).requires(Requirement.PARAMETER);
    heading(
        "Example: a tensor of four elements with a constant gradient"
            + (reads ? "; θ starts at 1" : ""));
    ReferenceExecutor run = new ReferenceExecutor(optimizer, Precision.DOUBLE, GRADIENT.length);
    double[] parameter = {1, 1, 1, 1};
    row("g", GRADIENT);
    for (int t = 1; t <= step; t++) {
      double[] update = run.step(GRADIENT.clone(), parameter.clone());
      for (int i = 0; i < update.length; i++) {
        parameter[i] -= update[i];
      }
      if (t > step - SHOWN) {
        row("u at step " + t, update);
      }
    }
  }

  private void row(String label, double... values) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-18s", label));
    for (double value : values) {
      row.append(String.format(Locale.ROOT, "  %17s", Numbers.text(value)));
    }
    out.println(row);
  }

  private void values(Schedule schedule) {
    heading("Values, counted in " + schedule.unit().name().toLowerCase(Locale.ROOT) + " from 0");
    LongStream.of(0, 1, 10, 100, 1000, 10_000, step)
        .sorted()
        .distinct()
        .forEach(time -> out.printf("  %-10d %s%n", time, Numbers.text(schedule.at(time, time))));
  }

  private void heading(String text) {
    out.println();
    out.println(text);
  }

  private void paragraph(String text, int indent) {
    Table.wrapped(text, Table.WIDTH - indent)
        .forEach(line -> out.println(" ".repeat(indent) + line));
  }
}
