package io.gradus.examples;

import io.gradus.dl4j.AccelerationPlan;
import io.gradus.dl4j.Dl4j;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus accelerate}. */
@Command(
    name = "accelerate",
    description =
        "Replaces DL4J's own updaters in a saved model with Gradus's optimizers; training continues along the same path.")
final class AccelerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL.zip",
      description = "A model of either kind of network, written by DL4J's ModelSerializer.")
  private Path model;

  @Option(names = "--out", paramLabel = "NEW.zip", description = "File for the accelerated model.")
  private Path out;

  @Option(names = "--dry-run", description = "Prints what would be changed, and writes nothing.")
  private boolean dryRun;

  @Option(names = "--force", description = "Replaces NEW.zip if it exists.")
  private boolean force;

  @Override
  public Integer call() {
    if (out == null && !dryRun) {
      throw refused(
          "--out must name the file for the accelerated model, unless --dry-run is given.");
    }
    try {
      AccelerationPlan plan =
          dryRun ? Dl4j.accelerationPlan(model) : Dl4j.accelerate(model, out, force);
      PrintWriter text = spec.commandLine().getOut();
      text.println(plan);
      if (!dryRun && plan.changesAnything()) {
        text.println("Wrote " + out);
      } else {
        text.println("Wrote nothing" + (dryRun ? "." : ", as there is nothing to change."));
      }
      text.flush();
      return dryRun || plan.changesAnything() ? 0 : 1;
    } catch (NoSuchFileException e) {
      throw refused("There is no file or directory %s.".formatted(e.getFile()));
    } catch (FileAlreadyExistsException e) {
      throw refused("%s exists; --force replaces it.".formatted(out));
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    } catch (IOException e) {
      spec.commandLine().getErr().printf("%s could not be accelerated: %s.%n", model, Reason.of(e));
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private ParameterException refused(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
