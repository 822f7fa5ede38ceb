package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What is read of arrays directly where they lie on the host, and by operations elsewhere. */
class NativeMemoryTest {

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE", "HALF"})
  @DisplayName("The squares of a part of an array add up, on the host and elsewhere")
  void sumOfSquares(DataType type) {
    INDArray all = Nd4j.createFromArray(9.0, 3, -4, 12, 9).castTo(type);
    INDArray part =
        NativeMemory.flat(NativeMemory.root(all), NativeMemory.address(all) + type.width(), 3);
    assertThat(NativeMemory.sumOfSquares(part, 1, true)).isEqualTo(169);
    assertThat(NativeMemory.sumOfSquares(part, 1, false)).isEqualTo(169);
  }

  @Test
  @DisplayName("Squares are not rounded to the array's type")
  void squaresInDouble() {
    INDArray array = Nd4j.createFromArray(4097f, 1e-3f); // 4097² needs 25 bits
    double expected = 4097.0 * 4097.0 + (double) 1e-3f * 1e-3f;
    for (boolean onHost : new boolean[] {true, false}) {
      assertThat(NativeMemory.sumOfSquares(array, 1, onHost))
          .isCloseTo(expected, Offset.offset(1e-8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true",
    "0, -0.0, false",
    "0, 1, false",
    "1e-6, 1e-6, true",
    "NaN, NaN, true",
    "NaN, 0, false",
    "0.1, 0.1, true"
  })
  @DisplayName("A slot is at its first value where all elements are, rounded to its type")
  void otherThan(double value, double content, boolean expected) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16}) {
      double rounded = NativeMemory.rounded(type, content);
      INDArray array = Nd4j.valueArrayOf(new long[] {7}, rounded, type);
      for (boolean onHost : new boolean[] {true, false}) {
        assertThat(NativeMemory.otherThan(value, array, onHost))
            .as("%s, on the host: %s", type, onHost)
            .isEqualTo(expected ? -1 : 0);
        INDArray last = array.dup();
        last.get(NDArrayIndex.interval(6, 7)).assign(2);
        assertThat(NativeMemory.otherThan(value, last, onHost)).isEqualTo(expected ? 6 : 0);
      }
    }
  }
}
