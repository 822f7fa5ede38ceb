package io.gradus.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of Gradus, which saved models carry. */
public final class GradusVersion {

  private static final String CURRENT = read();

  private GradusVersion() {}

  /**
   * The version of this release.
   *
   * @return such as {@code "0.1.0"}
   */
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream in = GradusVersion.class.getResourceAsStream("version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
