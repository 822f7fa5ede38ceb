package io.gradus.examples;

import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.PluginNotFoundException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/**
 * The command line of Gradus: {@code gradus race}, {@code list}, {@code explain}, {@code
 * schedules}, {@code lr-find}, {@code initializers}, {@code audit}, {@code new-plugin}, {@code
 * accelerate}, {@code example}.
 *
 * <p>Exit codes: 0 if all went well, 1 if something failed, 2 for unknown names and bad values.
 */
@Command(
    name = "gradus",
    description = "Optimizers for the JVM: run them, list them, see what they compute.",
    footer = {
      "",
      "With GRADUS_PLUGINS=my.jar in the environment, the plug-ins of that jar are there too;"
          + " several jars are separated as on a class path."
    },
    subcommands = {
      RaceCommand.class,
      ListCommand.class,
      ExplainCommand.class,
      SchedulesCommand.class,
      LrFindCommand.class,
      InitializersCommand.class,
      AuditCommand.class,
      NewPluginCommand.class,
      AccelerateCommand.class,
      ExampleCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Main {

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // a point in decimals, everywhere
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(commandLine().setOut(out).setErr(err).execute(args));
  }

  /**
   * The command line, for use within another program.
   *
   * @return a new one, ready to execute
   */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (exception, args) -> refuse(exception.getCommandLine(), exception))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (exception instanceof PluginNotFoundException
                  || exception instanceof InvalidHyperparametersException
                  || exception instanceof InvalidConfigurationException) {
                return refuse(command, exception);
              }
              throw exception;
            });
  }

  private static int refuse(CommandLine command, Exception exception) {
    command.getErr().println(exception.getMessage());
    command.getErr().printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"gradus " + (version == null ? "(not packaged)" : version)};
    }
  }
}
