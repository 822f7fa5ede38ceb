package io.gradus.examples;

import io.gradus.api.Catalog;
import io.gradus.api.Initializers;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.PluginNotFoundException;
import io.gradus.api.Schedules;
import io.gradus.examples.PluginProject.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gradus new-plugin}. */
@Command(
    name = "new-plugin",
    description = {
      "Writes a Maven project with plug-ins of your own, ready to build.",
      "It contains an optimizer, a schedule and an initializer, or those that the options select. "
          + "Each computes a published formula, for you to change, and has a test that proves it."
    },
    footer = {
      "",
      "The optimizer is called NAME, the schedule NAME-schedule, the initializer "
          + "NAME-initializer; the classes have the same names in camel case.",
      "",
      "Example:",
      "  gradus new-plugin my-rule --package org.example.rules --optimizer"
    })
final class NewPluginCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Lower-case words joined by hyphens.")
  private String name;

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      defaultValue = "com.example.plugin",
      description = "Package of the classes and group of the project. Default: ${DEFAULT-VALUE}.")
  private String packageName;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "A new or empty directory. Default: NAME in the current directory.")
  private Path directory;

  @Option(names = "--optimizer", description = "Writes an optimizer.")
  private boolean optimizer;

  @Option(names = "--schedule", description = "Writes a schedule.")
  private boolean schedule;

  @Option(names = "--initializer", description = "Writes an initializer.")
  private boolean initializer;

  @Override
  public Integer call() {
    Set<Kind> kinds = kinds();
    checkNames(kinds);
    PluginProject project = project(kinds);
    Path target = directory == null ? Path.of(name) : directory;
    checkIsFree(target);
    try {
      project.write(target);
    } catch (IOException | InvalidPathException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "The project could not be written, and %s: %s.%n",
          e.getSuppressed().length == 0
              ? "no files are left behind"
              : "the files written so far could not be deleted",
          Reason.of(e));
      err.flush();
      return 1;
    }
    report(project, target, kinds);
    return 0;
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (optimizer) {
      kinds.add(Kind.OPTIMIZER);
    }
    if (schedule) {
      kinds.add(Kind.SCHEDULE);
    }
    if (initializer) {
      kinds.add(Kind.INITIALIZER);
    }
    return kinds.isEmpty() ? EnumSet.allOf(Kind.class) : kinds;
  }

  private void checkNames(Set<Kind> kinds) {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw refused(
          "NAME must be lower-case words joined by hyphens, such as my-rule, but is '%s'."
              .formatted(name));
    }
    if (!SourceVersion.isName(packageName)) {
      throw refused(
          "--package must be the name of a Java package, such as org.example.rules, but is '%s'."
              .formatted(packageName));
    }
    for (Kind kind : kinds) {
      installed(kind.nameIn(name), kind)
          .ifPresent(
              plugin -> {
                throw refused(
                    "NAME must be new, but the %s '%s' is installed already: %s."
                        .formatted(kind, kind.nameIn(name), plugin.description().origin()));
              });
    }
  }

  private static Optional<Plugin> installed(String name, Kind kind) {
    Catalog<? extends Plugin> catalog =
        switch (kind) {
          case OPTIMIZER -> Optimizers.installed();
          case SCHEDULE -> Schedules.installed();
          case INITIALIZER -> Initializers.installed();
        };
    try {
      return Optional.of(catalog.named(name));
    } catch (PluginNotFoundException free) {
      return Optional.empty();
    }
  }

  private PluginProject project(Set<Kind> kinds) {
    try {
      return new PluginProject(name, packageName, kinds);
    } catch (IllegalArgumentException hidden) {
      throw refused(hidden.getMessage());
    }
  }

  private void checkIsFree(Path target) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw refused("--dir must be a new or empty directory, but " + target + " is a file.");
    }
    try (Stream<Path> content = Files.list(target)) {
      content
          .sorted()
          .findFirst()
          .ifPresent(
              file -> {
                throw refused(
                    "--dir must be a new or empty directory, but %s has files in it, such as %s."
                        .formatted(target, file.getFileName()));
              });
    } catch (IOException e) {
      throw refused("--dir must be a directory that can be read, but " + target + " is not.");
    }
  }

  private ParameterException refused(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private void report(PluginProject project, Path target, Set<Kind> kinds) {
    PrintWriter out = spec.commandLine().getOut();
    project.paths().forEach(path -> out.println("Wrote " + target.resolve(path)));
    Path jar = target.resolve("target").resolve(name + "-1.0.0-SNAPSHOT.jar");
    String gradus = System.getProperty("gradus.command", "./gradus");
    out.println();
    out.println("Next, build it and run the conformance kit:");
    out.printf("  mvn -f %s verify%n", target);
    out.println("and compare it with Gradus's own:");
    for (Kind kind : kinds) {
      out.printf("  GRADUS_PLUGINS=%s %s explain %s%n", jar, gradus, kind.nameIn(name));
    }
    if (kinds.contains(Kind.OPTIMIZER)) {
      out.printf("  GRADUS_PLUGINS=%s %s race --optimizers %s,adam%n", jar, gradus, name);
    }
    out.println("Then change the formulas, in the order that README.md describes.");
    out.flush();
  }
}
