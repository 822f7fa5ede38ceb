package io.gradus.conformance;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.gradus.api.Initializer;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs suites of the kit on plug-ins that are wrong on purpose. */
final class Kit {

  /**
   * Installs the wrong plug-ins as a jar of theirs would, without a service file on the class path
   * that other tests would see.
   */
  static final ClassLoader LOADER = loader();

  private Kit() {}

  /** The rules that a suite finds broken, each with its failure's message. */
  static Map<String, String> broken(Class<?> suite) {
    Map<String, String> broken = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(suite))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .forEach(
            event ->
                broken.put(
                    event.getTestDescriptor().getDisplayName().split(" ", 2)[0], text(event)));
    return broken;
  }

  private static String text(Event event) {
    return event
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .orElseThrow()
        .toString();
  }

  private static ClassLoader loader() {
    try {
      Path root = Files.createTempDirectory("wrong-plugins");
      Path services = Files.createDirectories(root.resolve("META-INF/services"));
      Files.writeString(
          services.resolve(Optimizer.class.getName()),
          WrongAdam.class.getName() + "\n" + WrongMomentum.class.getName() + "\n");
      Files.writeString(services.resolve(Schedule.class.getName()), WrongSchedule.class.getName());
      Files.writeString(
          services.resolve(Initializer.class.getName()),
          WrongInitializer.class.getName() + "\n" + WrongIdentity.class.getName() + "\n");
      return new URLClassLoader(new URL[] {root.toUri().toURL()}, Kit.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
