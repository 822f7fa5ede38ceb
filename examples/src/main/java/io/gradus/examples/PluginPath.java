package io.gradus.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The jars of plug-ins that a user has named. They are on the class path, where the JVM silently
 * ignores anything that is not a jar.
 */
final class PluginPath {

  /** The environment variable that names them. */
  static final String VARIABLE = "GRADUS_PLUGINS";

  private static final List<String> SERVICES =
      List.of(
          "META-INF/services/io.gradus.api.Optimizer",
          "META-INF/services/io.gradus.api.Schedule",
          "META-INF/services/io.gradus.api.Initializer");

  private PluginPath() {}

  /**
   * Refuses what the JVM would ignore.
   *
   * @param path jars, separated as on a class path; null or empty for none
   * @throws IllegalArgumentException if one of them is not a jar, or all of them are without
   *     plug-ins
   */
  static void check(String path) {
    if (path == null || path.isEmpty()) {
      return;
    }
    boolean hasPlugins = false;
    for (String jar : path.split(Pattern.quote(File.pathSeparator), -1)) {
      hasPlugins |= hasPlugins(jar);
    }
    if (!hasPlugins) {
      throw new IllegalArgumentException(
          "%s names no plug-ins: %s has none of the files %s. Annotate the plug-ins with @AutoService, and rebuild the jar."
              .formatted(VARIABLE, path, String.join(", ", SERVICES)));
    }
  }

  private static boolean hasPlugins(String jar) {
    if (jar.isBlank()) {
      throw new IllegalArgumentException(
          "%s has an empty element; separate its jars with a single '%s'."
              .formatted(VARIABLE, File.pathSeparator));
    }
    Path file = path(jar);
    if (!Files.exists(file)) {
      throw refused(jar, "does not exist. Build the plug-in, or name another jar.");
    }
    if (Files.isDirectory(file)) {
      throw refused(jar, "is a directory. Name the jars in it.");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.stream().map(ZipEntry::getName).noneMatch(PluginPath::isOfJar)) {
        throw refused(jar, "is a zip file without classes, not a jar.");
      }
      return SERVICES.stream().anyMatch(service -> zip.getEntry(service) != null);
    } catch (ZipException e) {
      throw refused(jar, "is not a jar, or a damaged one (%s).".formatted(e.getMessage()));
    } catch (IOException e) {
      throw refused(jar, "cannot be read: %s.".formatted(Reason.of(e)));
    }
  }

  private static Path path(String jar) {
    try {
      return Path.of(jar);
    } catch (InvalidPathException e) {
      throw refused(jar, "is not a path: %s.".formatted(e.getReason()));
    }
  }

  private static boolean isOfJar(String entry) {
    return entry.startsWith("META-INF/") || entry.endsWith(".class");
  }

  private static IllegalArgumentException refused(String jar, String sentence) {
    return new IllegalArgumentException("%s names %s, which %s".formatted(VARIABLE, jar, sentence));
  }
}
