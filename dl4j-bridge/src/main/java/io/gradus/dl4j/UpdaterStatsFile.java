package io.gradus.dl4j;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Read-outs as CSV (RFC 4180). The file is opened for each report and closed after it, so that what
 * was reported is there whatever happens to the process, and nobody has to close anything.
 */
final class UpdaterStatsFile {

  private static final String HEADER = "iteration,epoch,layer,quantity,value\r\n";

  private final Path path;

  /**
   * Begins a file.
   *
   * @param append whether a file of read-outs that is there is to be continued
   * @throws IllegalArgumentException if there is a file that is not to be continued, or that is no
   *     file of read-outs
   */
  UpdaterStatsFile(Path path, boolean append) {
    this.path = path;
    try {
      if (!Files.exists(path)) {
        Files.writeString(path, HEADER, StandardOpenOption.CREATE_NEW);
      } else if (!append) {
        throw new IllegalArgumentException(
            "%s exists; name another file, or append to it with appendingTo.".formatted(path));
      } else if (!isReadOuts(path)) {
        throw new IllegalArgumentException(
            "%s is no file of read-outs that could be continued: its first line is not '%s', or its last is cut off."
                .formatted(path, HEADER.strip()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The read-outs cannot be written to " + path + ".", e);
    }
  }

  private static boolean isReadOuts(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      if (file.length() < HEADER.length()) {
        return false;
      }
      byte[] start = new byte[HEADER.length()];
      file.readFully(start);
      file.seek(file.length() - 1);
      return new String(start, StandardCharsets.US_ASCII).equals(HEADER) && file.read() == '\n';
    }
  }

  void write(List<UpdaterStats> readOuts) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (UpdaterStats readOut : readOuts) {
      rows.append(readOut.iteration()).append(',').append(readOut.epoch()).append(',');
      rows.append(quoted(readOut.layer())).append(',').append(quoted(readOut.quantity()));
      rows.append(',').append(readOut.value()).append("\r\n");
    }
    Files.writeString(path, rows, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static String quoted(String field) {
    return field.matches("[^\",\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
