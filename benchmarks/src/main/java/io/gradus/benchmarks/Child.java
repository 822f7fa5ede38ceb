package io.gradus.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What another process has printed.
 *
 * @param exit its exit code
 * @param lines its output and errors
 */
record Child(int exit, List<String> lines) {

  private static final Pattern REASON =
      Pattern.compile("(?:[\\w.]+\\.)?\\w+(?:Exception|Error): .*");

  /**
   * Runs a command.
   *
   * @param threads how many libnd4j may use
   * @param seconds when to give up
   */
  static Child run(int threads, int seconds, List<String> command)
      throws IOException, InterruptedException {
    File output = File.createTempFile("gradus-benchmarks", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
      // libnd4j reads it when it is loaded, so that no JVM can set it for itself.
      builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
      Process process = builder.start();
      try {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          return new Child(-1, List.of("Error: it took longer than " + seconds + " s"));
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
      return new Child(process.exitValue(), text.lines().toList());
    } finally {
      Files.delete(output.toPath());
    }
  }

  /** The columns of the first line that begins with this word; none if there is no such line. */
  String[] columns(String word) {
    return all(word).stream().findFirst().orElse(new String[0]);
  }

  /** The columns of all lines that begin with this word. */
  List<String[]> all(String word) {
    return lines.stream()
        .map(Worker::parse)
        .filter(columns -> columns.length > 0 && columns[0].equals(word))
        .toList();
  }

  /** Why it failed, as far as it says so: the innermost cause of the first exception. */
  String reason() {
    String reason = null;
    for (String line : lines) {
      Matcher matcher = REASON.matcher(line);
      if (matcher.find() && (reason == null || line.startsWith("Caused by:"))) {
        reason = matcher.group();
      }
    }
    if (reason == null) {
      reason = lines.stream().filter(line -> line.startsWith("Error")).findFirst().orElse(null);
    }
    return reason == null ? "exit code " + exit : reason;
  }
}
