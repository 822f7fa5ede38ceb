package io.gradus.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The project {@code examples/third-party-plugin}, whose files are resources of this program, under
 * names of a user's own.
 */
final class PluginProject {

  private static final String EXAMPLE = "plugin/";
  private static final String PACKAGE = "com.example.plugin";
  private static final String ARTIFACT = "third-party-plugin";
  private static final String MAIN = "src/main/java/com/example/plugin/%s.java";
  private static final String TEST = "src/test/java/com/example/plugin/%sTest.java";

  /** What a project can have one of each, with the example's class and name. */
  enum Kind {
    OPTIMIZER("ScAdagrad", "sc-adagrad", ""),
    SCHEDULE("Rex", "rex", "-schedule"),
    INITIALIZER("Siren", "siren", "-initializer");

    private final String exampleClass;
    private final String exampleName;
    private final String suffix;

    Kind(String exampleClass, String exampleName, String suffix) {
      this.exampleClass = exampleClass;
      this.exampleName = exampleName;
      this.suffix = suffix;
    }

    /** What the plug-in of this kind is called in a project of that name. */
    String nameIn(String project) {
      return project + suffix;
    }

    private Stream<String> sources() {
      return Stream.of(MAIN, TEST).map(path -> path.formatted(exampleClass));
    }

    private boolean isNamedIn(String line) {
      return line.contains(exampleClass) || line.contains(exampleName);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<String, String> files = new TreeMap<>();

  /**
   * Renders the files.
   *
   * @param name lower-case words joined by hyphens
   * @param packageName the package of the classes, and the project's group
   * @param kinds what the project has
   * @throws IllegalArgumentException if a class would hide one that the files use
   */
  PluginProject(String name, String packageName, Set<Kind> kinds) {
    Map<String, String> names = new HashMap<>();
    names.put(PACKAGE, packageName);
    names.put(PACKAGE.replace('.', '/'), packageName.replace('.', '/'));
    names.put(ARTIFACT, name);
    for (Kind kind : kinds) {
      names.put(kind.exampleClass, className(kind.nameIn(name)));
      names.put(kind.exampleName, kind.nameIn(name));
    }
    Pattern every =
        Pattern.compile(
            names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));

    put(names, every, ".gitignore", read("gitignore"));
    put(names, every, "pom.xml", read("pom.xml"));
    put(names, every, "README.md", without(kinds, read("README.md")));
    for (Kind kind : kinds) {
      kind.sources()
          .forEach(
              path -> {
                String source = read(path);
                String type = className(kind.nameIn(name));
                if (Pattern.compile("\\b" + type + "\\b").matcher(source).find()) {
                  throw new IllegalArgumentException(
                      "The %s's class would be called %s, which would hide the %s that its source uses; choose another name."
                          .formatted(kind, type, type));
                }
                put(names, every, path, source);
              });
    }
  }

  /** All names are replaced in one pass, so that none is found within another's replacement. */
  private void put(Map<String, String> names, Pattern every, String path, String text) {
    files.put(
        every.matcher(path).replaceAll(name -> names.get(name.group())),
        every.matcher(text).replaceAll(name -> names.get(name.group())));
  }

  /** The text without the lines that are about a kind that the project does not have. */
  private static String without(Set<Kind> kept, String text) {
    return text.lines()
        .filter(
            line ->
                Arrays.stream(Kind.values())
                    .noneMatch(kind -> !kept.contains(kind) && kind.isNamedIn(line)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** {@code my-rule} as {@code MyRule}. */
  private static String className(String name) {
    return Arrays.stream(name.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String read(String path) {
    try (InputStream file = PluginProject.class.getResourceAsStream(EXAMPLE + path)) {
      if (file == null) {
        throw new NoSuchElementException("The program lacks its file " + path + "; rebuild it.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("A file that comes with Gradus cannot be read.", e);
    }
  }

  /** The paths of the files, with slashes, in order. */
  List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes all files, or leaves everything as it was.
   *
   * @param directory made where it is missing; no file of it is overwritten
   * @throws IOException if a file cannot be written; with what could not be deleted then as
   *     suppressed exceptions
   */
  void write(Path directory) throws IOException {
    Deque<Path> made = new ArrayDeque<>();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = directory.resolve(file.getKey());
        makeDirectories(path.toAbsolutePath().getParent(), made);
        Files.createFile(path);
        made.push(path);
        Files.writeString(path, file.getValue());
      }
    } catch (IOException | RuntimeException failure) {
      for (Path path : made) {
        try {
          Files.deleteIfExists(path);
        } catch (IOException left) {
          failure.addSuppressed(left); // and the others are deleted all the same
        }
      }
      throw failure;
    }
  }

  private static void makeDirectories(Path path, Deque<Path> made) throws IOException {
    if (path != null && !Files.isDirectory(path)) {
      makeDirectories(path.getParent(), made);
      Files.createDirectory(path);
      made.push(path);
    }
  }
}
