package io.gradus.optimizers.minimizers;

import java.util.stream.Stream;

/** The files of recordings, for tests in other packages. */
public final class Recordings {

  private Recordings() {}

  /** The cells of the lines of a file, without comments. */
  public static Stream<String[]> lines(String file) {
    return Golden.lines(file);
  }
}
