package io.gradus.examples;

import io.gradus.examples.networks.Convolution;
import io.gradus.examples.networks.Recurrent;
import io.gradus.examples.networks.SaveAndResume;
import io.gradus.examples.networks.Transfer;
import io.gradus.examples.networks.TwoInputs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gradus example}. */
@Command(
    name = "example",
    description = "Trains a small example network on real data.",
    subcommands = {
      Convolution.class,
      Recurrent.class,
      TwoInputs.class,
      SaveAndResume.class,
      Transfer.class
    },
    synopsisSubcommandLabel = "NAME")
final class ExampleCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Without a name, tells which there are. */
  @Override
  public void run() {
    list();
  }

  @Command(name = "list", description = "Lists the examples.")
  void list() {
    Table table = new Table(0, 20);
    table.add("name", "what it does");
    for (CommandLine example : spec.subcommands().values()) {
      if (!example.getCommandName().equals("list")) {
        table.add(
            example.getCommandName(),
            String.join(" ", example.getCommandSpec().usageMessage().description()));
      }
    }
    spec.commandLine().getOut().println(table);
    spec.commandLine().getOut().flush();
  }
}
