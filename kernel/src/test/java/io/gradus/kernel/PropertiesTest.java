package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;

/** System properties as a JVM has them that has just started: with the kernel's classes anew. */
class PropertiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gradus.threads | 0 | -Dgradus.threads must be a whole number from 1 to 1024, but is '0'.",
        "gradus.threads | '' | -Dgradus.threads must be a whole number from 1 to 1024, but is ''.",
        "gradus.executor | fast | -Dgradus.executor must be one of [auto, interpreter, plain, vector, nd4j], but is 'fast'.",
        "gradus.executor | '' | -Dgradus.executor must be one of [auto, interpreter, plain, vector, nd4j], but is ''."
      })
  @DisplayName("A bad value is refused in the same sentence whenever a kernel is made")
  void badValues(String property, String value, String sentence) throws Exception {
    URL[] classes = {
      Path.of("target/classes").toUri().toURL(),
      Path.of("target/test-classes").toUri().toURL(),
      location(GradientOptimizer.class),
      location(ClassWriter.class)
    };
    System.setProperty(property, value);
    try (URLClassLoader anew = new URLClassLoader(classes, null)) {
      for (int i = 0; i < 2; i++) {
        assertThat(refusal(anew)).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
      }
    } finally {
      System.clearProperty(property);
    }
  }

  private static Throwable refusal(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> rule = loader.loadClass("io.gradus.kernel.StagesTest$Averages");
    var constructor = rule.getDeclaredConstructor(int.class, boolean.class);
    constructor.setAccessible(true);
    Object optimizer = constructor.newInstance(1, false);
    Object precision =
        loader
            .loadClass(Precision.class.getName())
            .getMethod("valueOf", String.class)
            .invoke(null, "FLOAT");
    try {
      loader
          .loadClass(Kernel.class.getName())
          .getConstructor(loader.loadClass(GradientOptimizer.class.getName()), precision.getClass())
          .newInstance(optimizer, precision);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    }
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
