package io.gradus.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
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
   * Makes the directory, before the work, so that nobody waits for what cannot be written.
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
              .formatted(path, e.getClass().getSimpleName()),
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
  boolean write(String name, Content content) {
    try {
      // not a temporary file of Java's, which may be read by its owner alone
      Path unfinished = path.resolve("." + UUID.randomUUID() + "-" + name);
      try {
        try (OutputStream file = Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW)) {
          content.writeTo(file);
        }
        Files.move(unfinished, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      spec.commandLine().getOut().println("Wrote " + path.resolve(name));
      spec.commandLine().getOut().flush();
      return true;
    } catch (IOException | RuntimeException | LinkageError | InternalError e) {
      // a Java without fonts draws no chart; what else was made is worth having all the same
      spec.commandLine().getErr().printf("%s could not be written: %s%n", name, e);
      spec.commandLine().getErr().flush();
      return false;
    }
  }

  /** What a file holds. */
  interface Content {
    void writeTo(OutputStream file) throws IOException;
  }
}
