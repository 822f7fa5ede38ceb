package io.gradus.examples;

import io.gradus.api.Catalog;
import io.gradus.api.Description;
import io.gradus.api.Initializers;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.Schedules;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gradus list}. */
@Command(name = "list", description = "Lists what is installed; without an option, optimizers.")
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--optimizers", description = "Lists the optimizers.")
  private boolean optimizers;

  @Option(names = "--schedules", description = "Lists the schedules of hyper-parameters.")
  private boolean schedules;

  @Option(names = "--initializers", description = "Lists the initializers of weights.")
  private boolean initializers;

  @Override
  public Integer call() {
    if (optimizers || !(schedules || initializers)) {
      list("optimizers", Optimizers.installed());
    }
    if (schedules) {
      list("schedules", Schedules.installed());
    }
    if (initializers) {
      list("initializers", Initializers.installed());
    }
    return 0;
  }

  private void list(String kind, Catalog<? extends Plugin> catalog) {
    List<Description> all = catalog.all().stream().map(Plugin::description).toList();
    Table table = new Table(0, 24, 30);
    table.add("name", "aliases", "summary");
    all.forEach(each -> table.add(each.name(), String.join(", ", each.aliases()), each.summary()));
    PrintWriter out = spec.commandLine().getOut();
    out.println(all.size() + " " + kind);
    out.println(table);
    out.flush();
    catalog.problems().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getErr().flush();
  }
}
