package io.gradus.plugins;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One run of the script {@code gradus}, as a user starts it.
 *
 * @param code its exit code
 * @param out its output
 * @param err its errors and warnings, but the one that JDK 22 and later give of the Vector API
 */
record Gradus(int code, String out, String err) {

  private static final Pattern VECTOR_WARNING =
      Pattern.compile("WARNING: Using incubator modules: jdk\\.incubator\\.vector\\R");

  /** Runs in the root of the clone, with the JDK of the test. */
  static Gradus run(List<Path> plugins, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("./gradus"));
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile("gradus", ".out");
    Path err = Files.createTempFile("gradus", ".err");
    try {
      ProcessBuilder process =
          new ProcessBuilder(command)
              .directory(Path.of("..").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      process.environment().put("JAVA_HOME", System.getProperty("java.home"));
      process
          .environment()
          .put(
              "GRADUS_PLUGINS",
              plugins.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
      int code = process.start().waitFor();
      return new Gradus(
          code,
          Files.readString(out, StandardCharsets.UTF_8),
          VECTOR_WARNING.matcher(Files.readString(err, StandardCharsets.UTF_8)).replaceFirst(""));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
