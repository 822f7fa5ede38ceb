package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** How plug-ins are found by name, and what is said where one is missing, double or broken. */
class CatalogTest {

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  @DisplayName("A name is found in any case, and so is an alias")
  void foundInAnyCase() {
    Optimizer descent = new Samples.Descent();
    for (String name :
        List.of(
            "sample-descent", "Sample-Descent", "SAMPLE-DESCENT", "sample-SGD", "samplesteps")) {
      assertThat(Optimizers.named(name)).as(name).isEqualTo(descent);
    }
    assertThat(Schedules.named("FIXED")).isEqualTo(Schedule.constant(1));
    assertThat(Initializers.named("Sample-Fill")).isEqualTo(new Samples.Fill());
  }

  @Test
  @DisplayName("The installed plug-ins are listed by name, without aliases")
  void lists() {
    assertThat(Optimizers.installed().names())
        .containsExactly(
            "sample-adam", "sample-clip", "sample-descent", "sample-newton", "sample-sign");
    assertThat(Optimizers.installed().all()).hasSize(5).contains(new Samples.Moments());
    assertThat(Optimizers.installed().problems()).isEmpty();
    assertThat(Optimizers.installed()).isSameAs(Optimizers.installed());
  }

  @Test
  @DisplayName("A miss names what is installed and the nearest name")
  void miss() {
    assertThatThrownBy(() -> Optimizers.named("sampel-adam"))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessage(
            "No optimizer is named 'sampel-adam'. Did you mean 'sample-adam'? Installed are:"
                + " sample-adam, sample-clip, sample-descent, sample-newton, sample-sign.");
    assertThatThrownBy(() -> Schedules.named("entirely-unlike-any"))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessage(
            "No schedule is named 'entirely-unlike-any'. Installed are: constant, sample-ramp,"
                + " sample-types.");
  }

  @Test
  @DisplayName("Where nothing is installed, the miss asks for a jar")
  void nothingInstalled() {
    Catalog<Optimizer> empty = Optimizers.in(ClassLoader.getPlatformClassLoader());
    assertThat(empty.all()).isEmpty();
    assertThatThrownBy(() -> empty.named("adam"))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessage(
            "No optimizer is named 'adam'. Installed are: none at all (is a jar of them on the"
                + " class path?).");
  }

  @Test
  @DisplayName("An explicit class loader finds a plug-in in a folder and in a jar")
  void explicitClassLoader() throws IOException {
    Plugin plugin = new Plugin("there", "Foo", algorithm("foo"), body("Foo"));
    Path classes = plugin.compile(folder.resolve("classes"));
    service(classes, "there.Foo");
    for (Path place : List.of(classes, jar(classes, "foo-1.0.jar"))) {
      try (URLClassLoader loader = loader(place)) {
        Optimizer found = Optimizers.in(loader).named("FOO");
        assertThat(found.getClass().getName()).isEqualTo("there.Foo");
        assertThat(found.getClass().getClassLoader()).isSameAs(loader);
        assertThat(found.description().origin())
            .isEqualTo("there.Foo from " + place + slash(place));
        assertThat(Optimizers.in(loader).names()).contains("foo", "sample-adam");
        assertThat(Configuration.fromMap(Optimizer.class, Configuration.toMap(found), loader))
            .isEqualTo(found);
        assertThatThrownBy(() -> Optimizers.named("foo"))
            .as("who asks the other loader does not find it")
            .isInstanceOf(PluginNotFoundException.class);
      }
    }
  }

  @Test
  @DisplayName("An artifact is named without the folder in which it lies")
  void artifact() throws IOException {
    Path classes =
        new Plugin("there", "Foo", algorithm("foo"), body("Foo"))
            .compile(folder.resolve("classes"));
    service(classes, "there.Foo");
    try (URLClassLoader loader = loader(jar(classes, "foo-1.0.jar"))) {
      assertThat(Optimizers.in(loader).named("foo").description().artifact())
          .isEqualTo("there.Foo from foo-1.0.jar");
    }
    assertThat(new Samples.Descent().description().artifact())
        .isEqualTo("io.gradus.api.Samples$Descent");
  }

  @Test
  @DisplayName("Two providers of one name are an error that names both jars and hides no other")
  void twoOfOneName() throws IOException {
    Path one = new Plugin("one", "Foo", algorithm("foo"), body("Foo")).compile(folder.resolve("1"));
    service(one, "one.Foo");
    Path two = new Plugin("two", "Bar", algorithm("foo"), body("Bar")).compile(folder.resolve("2"));
    new Plugin("two", "Good", algorithm("good"), body("Good")).compile(two);
    service(two, "two.Bar", "two.Good");
    Path first = jar(one, "first.jar");
    Path second = jar(two, "second.jar");
    try (URLClassLoader loader = loader(first, second)) {
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      String clash =
          "The name 'foo' belongs to 2 optimizers: one.Foo from %s and two.Bar from %s. Remove all but one of them."
              .formatted(first, second);
      assertThatThrownBy(() -> catalog.named("foo"))
          .isInstanceOf(PluginNotFoundException.class)
          .hasMessage(clash);
      assertThat(catalog.problems()).containsExactly(clash);
      assertThat(catalog.named("good").getClass().getName()).isEqualTo("two.Good");
      assertThat(catalog.named("sample-adam")).isEqualTo(new Samples.Moments());
    }
  }

  @Test
  @DisplayName("An alias that is another's name is an error too; one that repeats its own is not")
  void aliases() throws IOException {
    Path place = folder.resolve("classes");
    new Plugin("there", "Foo", algorithm("foo", "sample-sgd", "FOO"), body("Foo")).compile(place);
    service(place, "there.Foo");
    try (URLClassLoader loader = loader(place)) {
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      assertThatThrownBy(() -> catalog.named("sample-sgd"))
          .isInstanceOf(PluginNotFoundException.class)
          .hasMessageContaining("there.Foo from")
          .hasMessageContaining("io.gradus.api.Samples$Descent from");
      assertThat(catalog.named("foo").getClass().getName()).isEqualTo("there.Foo");
      assertThat(catalog.named("sample-descent")).isEqualTo(new Samples.Descent());
    }
  }

  @Test
  @DisplayName("Broken providers are listed with their reasons, and hide no other")
  void broken() throws IOException {
    Path place = folder.resolve("classes");
    new Plugin(
            "bad",
            "Throws",
            algorithm("throws"),
            "record Throws() implements GradientOptimizer {"
                + " public Throws { if (true) throw new IllegalStateException(\"no licence\"); }"
                + RULE)
        .compile(place);
    new Plugin("bad", "Stranger", "", "class Stranger { public Stranger() {} }").compile(place);
    new Plugin("bad", "Bare", "", body("Bare")).compile(place);
    new Plugin("bad", "Shouts", algorithm("Shouting Name"), body("Shouts")).compile(place);
    new Plugin(
            "bad",
            "Untold",
            algorithm("untold"),
            "record Untold(double beta) implements GradientOptimizer {"
                + " public Untold() { this(0); }"
                + RULE)
        .compile(place);
    new Plugin(
            "bad",
            "Ranged",
            algorithm("ranged"),
            "record Ranged(@Hyperparameter(value = \"β\", range = \"0 to 1\") double beta)"
                + " implements GradientOptimizer { public Ranged() { this(0); }"
                + RULE)
        .compile(place);
    new Plugin(
            "bad",
            "Hidden",
            algorithm("hidden"),
            "record Hidden(@Hyperparameter(\"β\") double beta) implements GradientOptimizer {"
                + " public Hidden() { this(0); }"
                + " public double beta() { throw new UnsupportedOperationException(); }"
                + RULE)
        .compile(place);
    new Plugin("bad", "Good", algorithm("good"), body("Good")).compile(place);
    new Plugin("bad", "Newer", algorithm("newer"), body("Newer")).compile(place);
    Path newer = place.resolve("bad/Newer.class");
    byte[] bytes = Files.readAllBytes(newer);
    bytes[7] = 99; // the version of the class file
    Files.write(newer, bytes);
    service(
        place,
        "bad.Throws",
        "bad.Missing",
        "bad.Stranger",
        "bad.Bare",
        "bad.Shouts",
        "bad.Untold",
        "bad.Ranged",
        "bad.Hidden",
        "bad.Newer",
        "bad.Good");
    try (URLClassLoader loader = loader(place)) {
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      assertThat(catalog.named("good").getClass().getName()).isEqualTo("bad.Good");
      assertThat(catalog.named("sample-adam")).isEqualTo(new Samples.Moments());
      List<String> problems = catalog.problems();
      assertThat(problems)
          .hasSize(9)
          .allSatisfy(problem -> assertThat(problem).endsWith(".").doesNotEndWith(".."))
          .allSatisfy(problem -> assertThat(problem).contains("bad"));
      assertThat(problems.get(0)).contains("bad.Throws", "IllegalStateException: no licence");
      assertThat(problems.get(1)).contains("bad.Missing not found");
      assertThat(problems.get(2)).contains("bad.Stranger not a subtype");
      assertThat(problems.get(3))
          .isEqualTo("bad.Bare cannot be configured so: it must carry @Algorithm.");
      assertThat(problems.get(4))
          .isEqualTo(
              "bad.Shouts cannot be configured so: its name must be lower-case words joined by"
                  + " hyphens, but is 'Shouting Name'.");
      assertThat(problems.get(5))
          .isEqualTo(
              "bad.Untold cannot be configured so: its component 'beta' must carry"
                  + " @Hyperparameter.");
      assertThat(problems.get(6))
          .isEqualTo(
              "bad.Ranged cannot be configured so: the range of its component 'beta' cannot be"
                  + " read (A range is written like [0, 1) or (0, inf), but this one is '0 to"
                  + " 1').");
      assertThat(problems.get(7)).contains("bad.Hidden.beta", "UnsupportedOperationException");
      assertThat(problems.get(8)).contains("UnsupportedClassVersionError: bad/Newer");
      assertThatThrownBy(() -> catalog.named("missing"))
          .isInstanceOf(PluginNotFoundException.class)
          .hasMessageContaining("These could not be loaded: ")
          .hasMessageContaining("bad.Throws")
          .hasMessageContaining("bad.Missing not found");
    }
  }

  @Test
  @DisplayName("A plug-in with a component that could be saved and not read is refused by its type")
  void unreadable() throws IOException {
    Path place = folder.resolve("classes");
    List<String> types =
        List.of(
            "float",
            "double[]",
            "java.util.Map<String, Double>",
            "java.util.List<Float>",
            "java.util.List",
            "java.util.List<? extends Schedule>",
            "java.util.Optional<Double>",
            "short",
            "char",
            "Object",
            "Plugin",
            "java.math.BigDecimal",
            "java.util.Set<Double>");
    List<String> names = new ArrayList<>();
    for (String type : types) {
      names.add("Bad" + names.size());
      String name = names.get(names.size() - 1);
      String none = type.matches("float|short|char") ? "(" + type + ") 0" : "null";
      new Plugin("bad", name, algorithm(name.toLowerCase(Locale.ROOT)), record(name, type, none))
          .compile(place);
    }
    names.add("Null");
    new Plugin("bad", "Null", algorithm("null"), record("Null", "Double", "null")).compile(place);
    names.add("Lambda");
    String schedule =
        "new Schedule() { public double at(long s, long e) { return 1; }"
            + " public Unit unit() { return Unit.STEPS; } }";
    new Plugin("bad", "Lambda", algorithm("lambda"), record("Lambda", "Schedule", schedule))
        .compile(place);
    service(place, names.stream().map("bad."::concat).toArray(String[]::new));
    try (URLClassLoader loader = loader(place)) {
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      assertThat(catalog.names()).noneMatch(name -> name.startsWith("bad"));
      List<String> problems = catalog.problems();
      assertThat(problems).hasSize(names.size());
      for (int i = 0; i < types.size(); i++) {
        assertThat(problems.get(i))
            .startsWith("bad.Bad" + i + " cannot be configured so: its component 'x' has the type ")
            .contains("which no configuration can carry; take double, int,");
      }
      assertThat(problems.get(types.size()))
          .isEqualTo("bad.Null cannot be configured so: its component 'x' is null by default.");
      assertThat(problems.get(types.size() + 1))
          .contains("its component 'x' is by default a bad.Lambda$1, which is no plug-in");
    }
  }

  private static String record(String name, String type, String byDefault) {
    return "record %1$s(@Hyperparameter(\"x\") %2$s x) implements GradientOptimizer { public %1$s() { this(%3$s); } %4$s"
        .formatted(name, type, byDefault, RULE);
  }

  @Test
  @DisplayName("Plug-ins that throw errors, hang or describe themselves as others hide no other")
  void hostile() throws IOException {
    Path place = folder.resolve("classes");
    String describes = " public Description description() { ";
    new Plugin(
            "bad",
            "Errs",
            algorithm("errs"),
            withMethod("Errs", describes + "throw new Error(\"no\"); }"))
        .compile(place);
    new Plugin(
            "bad",
            "Deep",
            algorithm("deep"),
            withMethod("Deep", describes + "return description(); }"))
        .compile(place);
    new Plugin(
            "bad",
            "Asserts",
            algorithm("asserts"),
            withMethod("Asserts", " public Asserts { if (true) throw new AssertionError(); }"))
        .compile(place);
    new Plugin(
            "bad",
            "Poses",
            algorithm("poses"),
            withMethod("Poses", describes + "return new ConstantSchedule().description(); }"))
        .compile(place);
    new Plugin(
            "bad",
            "Hangs",
            algorithm("hangs"),
            withMethod(
                "Hangs",
                " public Hangs { while (true) {"
                    + " try { Thread.sleep(1000); } catch (InterruptedException e) { } } }"))
        .compile(place);
    new Plugin("bad", "Good", algorithm("good"), body("Good")).compile(place);
    service(place, "bad.Errs", "bad.Deep", "bad.Asserts", "bad.Poses", "bad.Hangs", "bad.Good");
    try (URLClassLoader loader = loader(place)) {
      Thread.currentThread().interrupt(); // of no concern to the catalogue
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(catalog.named("good").getClass().getName()).isEqualTo("bad.Good");
      assertThat(catalog.named("sample-adam")).isEqualTo(new Samples.Moments());
      assertThat(catalog.problems())
          .containsExactly(
              "bad.Errs is broken: java.lang.Error: no.",
              "bad.Deep is broken: java.lang.StackOverflowError.",
              "io.gradus.api.Optimizer: Provider bad.Asserts could not be instantiated (java.lang.AssertionError).",
              "bad.Poses must be described by its annotations and no other way.",
              "bad.Hangs was not ready within 5 seconds: its constructor must not wait for anything.");
    }
  }

  private static String withMethod(String name, String method) {
    return "record " + name + "() implements GradientOptimizer {" + method + RULE;
  }

  @Test
  @DisplayName("A service file with a line that names no class is a problem of its own")
  void illegalServiceFile() throws IOException {
    Path place = folder.resolve("classes");
    service(place, "two words");
    try (URLClassLoader loader = loader(place)) {
      Catalog<Optimizer> catalog = Optimizers.in(loader);
      assertThat(catalog.problems()).hasSize(1);
      assertThat(catalog.named("sample-adam")).isEqualTo(new Samples.Moments());
    }
  }

  @Test
  @DisplayName("A map names the plug-in of the loader that it is read with")
  void mapOfAnotherLoader() throws IOException {
    Path place = new Plugin("there", "Foo", algorithm("foo"), body("Foo")).compile(folder);
    service(place, "there.Foo");
    Map<String, ?> map = Map.of("name", "sample-clip", "limit", 2, "inner", Map.of("name", "foo"));
    try (URLClassLoader loader = loader(place)) {
      Samples.Clip clip = (Samples.Clip) Configuration.fromMap(Optimizer.class, map, loader);
      assertThat(clip.inner().getClass().getName()).isEqualTo("there.Foo");
    }
    assertThatThrownBy(() -> Optimizers.fromMap(map))
        .isInstanceOf(PluginNotFoundException.class)
        .hasMessageContaining("'foo'");
  }

  // Plug-ins made on the spot.

  private static final String RULE =
      " public Schedule learningRate() { return Schedule.constant(1); }"
          + " public Expr update(Step step) { return step.gradient(); } }";

  private static String body(String name) {
    return "record " + name + "() implements GradientOptimizer {" + RULE;
  }

  private static String algorithm(String name, String... aliases) {
    return "@Algorithm(name = \"%s\", aliases = {%s}, summary = \"A test.\", citation = \"None\") "
        .formatted(
            name, String.join(", ", Stream.of(aliases).map(alias -> '"' + alias + '"').toList()));
  }

  /** A class to be compiled. */
  private record Plugin(String packageName, String name, String annotation, String body) {

    /** Compiles it, without annotation processors, into a folder. */
    Path compile(Path to) throws IOException {
      Path source = to.resolveSibling(to.getFileName() + "-sources").resolve(name + ".java");
      Files.createDirectories(source.getParent());
      Files.createDirectories(to);
      Files.writeString(
          source,
          "package %s; import io.gradus.api.*; %s public %s"
              .formatted(packageName, annotation, body));
      Path api =
          Path.of(Optimizer.class.getProtectionDomain().getCodeSource().getLocation().getPath());
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-proc:none",
                  "-encoding",
                  "UTF-8",
                  "-classpath",
                  api.toString(),
                  "-d",
                  to.toString(),
                  source.toString());
      assertThat(failed).as("%s must compile", source).isZero();
      return to;
    }
  }

  private static void service(Path place, String... types) throws IOException {
    Path services = Files.createDirectories(place.resolve("META-INF/services"));
    Files.write(services.resolve(Optimizer.class.getName()), List.of(types));
  }

  private Path jar(Path classes, String name) throws IOException {
    Path jar = folder.resolve(name);
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Path file : files) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static String slash(Path place) {
    return Files.isDirectory(place) ? "/" : "";
  }

  private static URLClassLoader loader(Path... places) {
    List<URL> urls = new ArrayList<>();
    for (Path place : places) {
      try {
        urls.add(place.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), Optimizers.class.getClassLoader());
  }
}
