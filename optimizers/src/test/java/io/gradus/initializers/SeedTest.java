package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One seed, one tensor. */
class SeedTest {

  private static final Set<Class<?>> WITHOUT_CHANCE =
      Set.of(Zeros.class, Ones.class, Constant.class, Identity.class, Dirac.class);

  static Iterable<Initializer> installed() {
    return InstalledInitializersTest.ours();
  }

  private static Shape shape(Initializer initializer) {
    return initializer instanceof Dirac || initializer instanceof DeltaOrthogonal
        ? new Shape(List.of(6L, 4L, 3L, 3L), 36, 54)
        : Shape.dense(12, 10);
  }

  @ParameterizedTest
  @MethodSource("installed")
  void theSameSeedGivesTheSameBits(Initializer initializer) {
    Shape shape = shape(initializer);
    assertThat(bits(initializer.draw(shape, 42)))
        .containsExactly(bits(initializer.draw(shape, 42)));
  }

  @ParameterizedTest
  @MethodSource("installed")
  void anotherSeedGivesOtherNumbers(Initializer initializer) {
    Shape shape = shape(initializer);
    boolean same = Arrays.equals(initializer.draw(shape, 42), initializer.draw(shape, 43));
    assertThat(same).isEqualTo(WITHOUT_CHANCE.contains(initializer.getClass()));
  }

  private static long[] bits(double[] tensor) {
    return Arrays.stream(tensor).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  /**
   * Pins: what was drawn once must be drawn for ever, by every JDK and on every machine. They say
   * nothing of the numbers being right; that is for the other tests.
   */
  @Test
  void everyMachineDrawsTheSameBits() {
    Map<String, Integer> hashes = new TreeMap<>();
    for (Initializer initializer : installed()) {
      if (!WITHOUT_CHANCE.contains(initializer.getClass())) {
        hashes.put(
            initializer.description().name(),
            Arrays.hashCode(bits(initializer.draw(shape(initializer), 42))));
      }
    }
    assertThat(hashes)
        .containsExactly(
            entry("delta-orthogonal", -1846039562),
            entry("he-normal", -298085263),
            entry("he-uniform", -349122604),
            entry("lecun-normal", -1760351568),
            entry("lecun-uniform", 1149834917),
            entry("normal", 1578471756),
            entry("orthogonal", -752335169),
            entry("sparse", -1743731131),
            entry("torch-linear", -511619863),
            entry("truncated-normal", -1655207486),
            entry("uniform", -802168106),
            entry("variance-scaling", -916700736),
            entry("xavier-normal", 405116484),
            entry("xavier-uniform", -1603022121));
  }
}
