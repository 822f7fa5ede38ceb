package io.gradus.examples;

import io.gradus.dl4j.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command's files go. A file is there whole or not at all. */
final class OutputDirectory {

  private final CommandSpec spec;
  private final Path path;

  private OutputDirectory(CommandSpec spec, Path path) {
    this.spec = spec;
    this.path = path;
  }

  /**
   * Makes the directory, before the work, so that a run does not fail only at the end.
   *
   * @throws ParameterException if it cannot be made or written to
   */
  static OutputDirectory make(CommandSpec spec, Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--out must be a directory that can be written to, but %s cannot be made (%s)."
              .formatted(path, Reason.of(e)),
          e);
    }
    if (!Files.isWritable(path)) {
      throw new ParameterException(
          spec.commandLine(),
          "--out must be a directory that can be written to, but " + path + " is not.");
    }
    return new OutputDirectory(spec, path);
  }

  /** Writes one file and says so; what goes wrong is said, and stops nothing. */
  boolean write(String name, WholeFile.Content content) {
    try {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      content.writeTo(whole); // encoders of images do not take it well when a disk is full
      WholeFile.write(path.resolve(name), true, whole::writeTo);
      spec.commandLine().getOut().println("Wrote " + path.resolve(name));
      spec.commandLine().getOut().flush();
      return true;
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      // a Java without fonts draws no chart; what else was made is worth having all the same
      spec.commandLine().getErr().printf("%s could not be written: %s.%n", name, Reason.of(e));
      spec.commandLine().getErr().flush();
      return false;
    }
  }
}
