package io.gradus.examples;

import io.gradus.api.Catalog;
import io.gradus.api.Configuration;
import io.gradus.api.Description;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Initializers;
import io.gradus.api.LineSearches;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.Preset;
import io.gradus.api.Requirement;
import io.gradus.api.Schedules;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus list}. */
@Command(
    name = "list",
    description = "Lists the installed plug-ins; without an option, the optimizers.")
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--optimizers", description = "Lists the optimizers.")
  private boolean optimizers;

  @Option(names = "--schedules", description = "Lists the schedules.")
  private boolean schedules;

  @Option(names = "--initializers", description = "Lists the weight initializers.")
  private boolean initializers;

  @Option(names = "--line-searches", description = "Lists the line searches.")
  private boolean lineSearches;

  @Option(
      names = "--markdown",
      description = "Prints the gradient optimizers as a table for the README.")
  private boolean markdown;

  @Override
  public Integer call() {
    if (markdown) {
      markdown();
      return 0;
    }
    if (optimizers || !(schedules || initializers || lineSearches)) {
      list("optimizer", Optimizers.installed());
    }
    if (schedules) {
      list("schedule", Schedules.installed());
    }
    if (initializers) {
      list("initializer", Initializers.installed());
    }
    if (lineSearches) {
      list("line search", LineSearches.installed());
    }
    return 0;
  }

  /**
   * Every optimizer that takes a gradient: what it does, whom it follows, whether it needs binding,
   * its rate in the race.
   */
  private void markdown() {
    PrintWriter out = spec.commandLine().getOut();
    Rates rates = new Rates(null);
    out.println("| Name | What it does | Presets | Bind | Rate in the race |");
    out.println("|---|---|---|---|---|");
    for (Optimizer optimizer : Optimizers.installed().all()) {
      if (optimizer instanceof GradientOptimizer rule) {
        Trace trace = new Tracer(rule).trace(1, 0, 0);
        out.printf(
            "| `%s` | %s | %s | %s | %s |%n",
            rule.description().name(),
            rule.description().summary(),
            rule.presets().keySet().stream()
                .sorted()
                .map(Preset::toString)
                .collect(Collectors.joining(", ")),
            needsBinding(trace) ? "yes" : "",
            Numbers.text(rates.applied(rule).learningRate().at(0, 0)));
      }
    }
    out.flush();
  }

  private void list(String kind, Catalog<? extends Plugin> catalog) {
    Table table = new Table(0, 25, 18, 25);
    table.add("name", "aliases", "defaults", "summary");
    for (Plugin plugin : catalog.all()) {
      Description description = plugin.description();
      Map<String, Object> defaults = Configuration.toMap(plugin);
      table.add(
          description.name(),
          String.join(", ", description.aliases()),
          description.names().stream()
              .map(name -> name + " " + ExplainCommand.value(defaults.get(name)))
              .collect(Collectors.joining(", ")),
          description.summary());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(Numbers.count(catalog.all().size(), kind));
    out.println(table);
    out.flush();
    catalog.problems().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
  }

  private static boolean needsBinding(Trace trace) {
    return trace.requires(Requirement.PARAMETER)
        || trace.requires(Requirement.TENSORS)
        || trace.requires(Requirement.GLOBAL_NORM);
  }
}
