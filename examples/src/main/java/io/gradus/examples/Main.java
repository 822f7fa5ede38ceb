package io.gradus.examples;

import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.PluginNotFoundException;
import io.gradus.kernel.Kernel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of Gradus: {@code gradus race}, {@code list}, {@code explain}, {@code
 * schedules}, {@code lr-find}, {@code initializers}, {@code audit}, {@code new-plugin}, {@code
 * accelerate}, {@code example}.
 *
 * <p>Exit codes: 0 if all went well, 1 if something failed, such as to write the output, 2 for
 * unknown names and bad values.
 */
@Command(
    name = "gradus",
    description = "Optimizers for the JVM: run them, list them, see what they compute.",
    footer = {
      "",
      "Set GRADUS_PLUGINS=my.jar in the environment to add the plug-ins of that jar. Separate"
          + " several jars as on a class path. Anything that is not a jar is refused."
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
        .registerConverter(Path.class, Main::path)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(
            (exception, args) -> refuse(exception.getCommandLine(), exception))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
                if (cause instanceof PluginNotFoundException
                    || cause instanceof InvalidHyperparametersException
                    || cause instanceof InvalidConfigurationException) {
                  return refuse(command, cause);
                }
              }
              throw exception;
            });
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("a path must not be empty.");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s' is not a path: %s.".formatted(text, e.getReason()));
    }
  }

  /** Runs the command, and fails if what it prints does not arrive. */
  private static int execute(ParseResult parsed) {
    for (ParseResult each = parsed; each != null; each = each.subcommand()) {
      if (!each.unmatched().isEmpty()) { // which picocli ignores if --help is given
        throw new UnmatchedArgumentException(each.commandSpec().commandLine(), each.unmatched());
      }
    }
    CommandLine command = parsed.commandSpec().commandLine();
    try {
      PluginPath.check(System.getenv(PluginPath.VARIABLE));
      Kernel.checkProperties();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
    int code;
    try {
      code = new RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      command.getErr().println("This JVM ran out of memory (" + e.getMessage() + ").");
      command.getErr().println("Give it more, for example with JAVA_TOOL_OPTIONS=-Xmx8g.");
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (command.getOut().checkError()) {
      command.getErr().println("The output could not be written in full; is the disk full?");
      command.getErr().flush();
      return code == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : code;
    }
    return code;
  }

  private static int refuse(CommandLine command, Throwable exception) {
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
