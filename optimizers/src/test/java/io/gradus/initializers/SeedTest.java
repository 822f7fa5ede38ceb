package io.gradus.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
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

  private static long checksum(long[] bits) {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES);
    bytes.asLongBuffer().put(bits);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  /**
   * Pins: what was drawn once must be drawn for ever, by every JDK and on every machine. They say
   * nothing of the numbers being right; that is for the other tests.
   */
  @Test
  void everyMachineDrawsTheSameBits() {
    Map<String, Long> checksums = new TreeMap<>();
    for (Initializer initializer : installed()) {
      if (!WITHOUT_CHANCE.contains(initializer.getClass())) {
        checksums.put(
            initializer.description().name(),
            checksum(bits(initializer.draw(shape(initializer), 42))));
      }
    }
    assertThat(checksums)
        .containsExactly(
            entry("delta-orthogonal", 0xab1e14c5L),
            entry("he-normal", 0xaa9246afL),
            entry("he-uniform", 0xca84826bL),
            entry("lecun-normal", 0x5c62d012L),
            entry("lecun-uniform", 0x9c5284a4L),
            entry("normal", 0x0f5af321L),
            entry("orthogonal", 0x4d82bde6L),
            entry("sparse", 0x31502e89L),
            entry("torch-linear", 0xe3305b94L),
            entry("truncated-normal", 0xfc0b4278L),
            entry("uniform", 0x00436534L),
            entry("variance-scaling", 0x2e37a995L),
            entry("xavier-normal", 0x45f72300L),
            entry("xavier-uniform", 0x67543a28L));
  }
}
