package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On file systems without permissions there are none to keep. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has other permissions and signals")
class WholeFileTest {

  private static final WholeFile.Content NEW = out -> out.write(bytes("new"));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "r--------", "rwxr-xr-x"})
  @DisplayName("A file that is replaced keeps its permissions, and is private while it is written")
  void keepsPermissions(String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    WholeFile.write(
        file,
        true,
        out -> {
          out.write(bytes("new"));
          List<Path> hidden = files();
          assertThat(hidden).hasSize(2).contains(file);
          Path unfinished = hidden.get(hidden.get(0).equals(file) ? 1 : 0);
          assertThat(unfinished.getFileName().toString()).startsWith(WholeFile.PREFIX);
          assertThat(permissions(unfinished)).isEqualTo("rwx------");
        });
    assertThat(file).hasContent("new");
    assertThat(permissions(file)).isEqualTo(permissions);
    assertThat(files()).containsExactly(file);
  }

  @Test
  @DisplayName("The owner is kept where this process may set it")
  void keepsOwner() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path file = Files.writeString(directory.resolve("file"), "old");
    Files.setAttribute(file, "unix:uid", 12345);
    Files.setAttribute(file, "unix:gid", 54321);
    WholeFile.write(file, true, NEW);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(12345);
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(54321);
  }

  @Test
  @DisplayName("Through a link the file is replaced that it leads to")
  void followsLinks() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), file.getFileName());
    WholeFile.write(link, true, NEW);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  @DisplayName("A new file may be read by whoever may read new files, or less where told")
  void newFiles() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "old");
    WholeFile.write(directory.resolve("one"), false, NEW);
    assertThat(permissions(directory.resolve("one"))).isEqualTo(permissions(other));
    Path secret = Files.writeString(directory.resolve("secret"), "old");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    WholeFile.write(directory.resolve("two"), true, secret, NEW);
    assertThat(permissions(directory.resolve("two"))).isEqualTo("rw-------");
  }

  @Test
  @DisplayName("What fails leaves what was there, and nothing beside it")
  void failures() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    for (Throwable failure : List.of(new IOException("on purpose"), new OutOfMemoryError("so"))) {
      assertThatThrownBy(
              () ->
                  WholeFile.write(
                      file,
                      true,
                      out -> {
                        out.write(bytes("half"));
                        if (failure instanceof IOException e) {
                          throw e;
                        }
                        throw (Error) failure;
                      }))
          .isSameAs(failure);
    }
    assertThatThrownBy(() -> WholeFile.write(file, false, NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly(file);
  }

  /** Writes half of a file, says so, and waits to be ended. */
  static final class HalfWritten {
    public static void main(String[] args) throws IOException {
      WholeFile.write(
          Path.of(args[0]),
          true,
          out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            System.out.write('.');
            System.out.flush();
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  @DisplayName("A process that is asked to end leaves nothing behind")
  void signals(String signal) throws Exception {
    assumeFalse(isIgnored(signal), "whoever started this JVM has told it to ignore " + signal);
    Path file = Files.writeString(directory.resolve("file"), "old");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HalfWritten.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = process.getInputStream()) {
      assertThat(out.read()).isEqualTo('.');
      assertThat(files()).hasSize(2);
      new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(files()).containsExactly(file);
    assertThat(file).hasContent("old");
  }

  /** A process hands on which signals are ignored: nohup, and shells to what they start behind. */
  private static boolean isIgnored(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> new BigInteger(line.substring(line.indexOf(':') + 1).strip(), 16))
        .anyMatch(ignored -> ignored.testBit(number - 1));
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
