package io.gradus.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a model's file whole, or leaves what is there as it was. */
final class WholeFile {

  /** Makes a file. */
  interface Content {
    void writeTo(Path unfinished) throws IOException;
  }

  private WholeFile() {}

  /**
   * Makes a file beside the one that is wanted, and then puts it in its place.
   *
   * @param replace whether a file that is there may be replaced
   * @throws java.nio.file.FileAlreadyExistsException if it may not
   */
  static void write(Path file, boolean replace, Content content) throws IOException {
    // not a temporary file of Java's: that may be read by its owner alone, and so the result
    Path unfinished = file.resolveSibling("." + UUID.randomUUID() + ".zip");
    try {
      content.writeTo(unfinished);
      if (replace) {
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(unfinished, file);
      }
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
