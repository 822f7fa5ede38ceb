package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginPathTest {

  private static final String SERVICE = "META-INF/services/io.gradus.api.Schedule";

  @TempDir private Path directory;

  @Test
  @DisplayName("Jars are taken where one of them has plug-ins; its libraries need none")
  void takesJars() throws IOException {
    Path plugin = zip("plugin.jar", SERVICE);
    Path library = zip("library.jar", "org/acme/Some.class");
    assertThatCode(() -> PluginPath.check(null)).doesNotThrowAnyException();
    assertThatCode(() -> PluginPath.check("")).doesNotThrowAnyException();
    assertThatCode(() -> PluginPath.check(plugin.toString())).doesNotThrowAnyException();
    assertThatCode(() -> PluginPath.check(library + File.pathSeparator + plugin))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("What the JVM would pass over is refused by name, at every place")
  void refusesWhatIsNoJar() throws IOException {
    Path plugin = zip("plugin.jar", SERVICE);
    Path text = Files.writeString(directory.resolve("rule.java"), "class Rule {}");
    refused(text, "is not a jar, or a damaged one");
    refused(Files.createFile(directory.resolve("empty.jar")), "is not a jar, or a damaged one");
    byte[] whole = Files.readAllBytes(plugin);
    Path half = directory.resolve("half.jar");
    refused(
        Files.write(half, Arrays.copyOf(whole, whole.length / 2)),
        "is not a jar, or a damaged one");
    refused(directory, "is a directory. Name the jars in it.");
    refused(directory.resolve("none.jar"), "does not exist. Build the plug-in, or name another");
    refused(directory.resolve("*"), "does not exist.");
    refused(zip("model.zip", "configuration.json"), "is a zip file without classes, not a jar.");
    for (String path :
        new String[] {text + File.pathSeparator + plugin, plugin + File.pathSeparator + text}) {
      assertThatThrownBy(() -> PluginPath.check(path)).hasMessageContaining(text.toString());
    }
  }

  private static void refused(Path jar, String sentence) {
    assertThatThrownBy(() -> PluginPath.check(jar.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("GRADUS_PLUGINS names %s, which %s".formatted(jar, sentence));
  }

  @ParameterizedTest
  @ValueSource(strings = {":JAR", "JAR:", "JAR::JAR", ":", " "})
  @DisplayName("An empty element is refused: to the JVM it is the present directory")
  void refusesEmptyElements(String path) throws IOException {
    String jar = zip("plugin.jar", SERVICE).toString();
    String given = path.replace(":", File.pathSeparator).replace("JAR", jar);
    assertThatThrownBy(() -> PluginPath.check(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("GRADUS_PLUGINS has an empty element");
  }

  @Test
  @DisplayName("Jars without any plug-in are refused")
  void refusesJarsWithoutPlugins() throws IOException {
    Path jar = zip("rule.jar", "META-INF/MANIFEST.MF", "org/acme/Rule.class");
    assertThatThrownBy(() -> PluginPath.check(jar.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("GRADUS_PLUGINS names no plug-ins: " + jar + " has none of")
        .hasMessageContaining(SERVICE);
  }

  private Path zip(String name, String... entries) throws IOException {
    Path file = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(new byte[1000]);
      }
    }
    return file;
  }
}
