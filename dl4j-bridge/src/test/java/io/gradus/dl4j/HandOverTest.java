package io.gradus.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What is noted of the parts of two flat arrays of ten numbers. */
class HandOverTest {

  private static final int WIDTH = 8;

  private final INDArray parameters = Nd4j.zeros(DataType.DOUBLE, 10);
  private final INDArray gradients = Nd4j.zeros(DataType.DOUBLE, 10);
  private final HandOver handOver = new HandOver();

  @Test
  @DisplayName(
      "A gradient takes the place of whatever was noted where it lies, and of nothing else")
  void overlaps() {
    show(0, 2, true, false);
    show(2, 5, true, false);
    show(5, 10, true, false);
    show(1, 3, false, false); // overlaps the first two
    assertThat(noted()).containsExactly("5 to 10, weight", "1 to 3");
    show(0, 1, true, false);
    show(5, 10, false, false); // once more, as what is set for the whole network
    assertThat(noted()).containsExactly("1 to 3", "0 to 1, weight", "5 to 10");
    assertThat(handOver.lastWithin(NativeMemory.address(gradients), 5 * WIDTH)).isEqualTo(1);
  }

  @Test
  @DisplayName("A bias that lies before the weights behind which it is shown is put before them")
  void biasFirst() {
    show(0, 1, true, false); // another layer
    show(1, 4, true, true);
    show(4, 8, true, true);
    show(8, 10, false, true);
    assertThat(noted())
        .containsExactly("0 to 1, weight", "1 to 3", "3 to 6, weight", "6 to 10, weight");
  }

  @Test
  @DisplayName("What was taken is noted no longer")
  void taken() {
    show(0, 2, true, false);
    show(2, 5, true, false);
    assertThat(handOver.buffer(1)).isSameAs(NativeMemory.root(parameters));
    handOver.clear();
    assertThat(handOver.count()).isZero();
    assertThat(handOver.lastWithin(NativeMemory.address(gradients), 10 * WIDTH)).isEqualTo(-1);
  }

  @Test
  @DisplayName("A parameter in another order is copied into row-major order when it is taken")
  void scattered() {
    INDArray columns = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}}).dup('f');
    INDArray gradient = gradients.get(NDArrayIndex.interval(2, 6)).reshape(2, 2);
    handOver.add(columns, gradient, true, 0, false, null, 0);
    columns.putScalar(0, 0, 5);
    assertThat(handOver.lastWithin(NativeMemory.address(gradients), 10 * WIDTH)).isZero();
    INDArray copy = NativeMemory.flat(handOver.buffer(0), handOver.parameter(0), 4);
    assertThat(copy.toDoubleVector()).containsExactly(5, 2, 3, 4);
  }

  private void show(int from, int to, boolean isWeight, boolean isBiasFirst) {
    handOver.add(
        parameters.get(NDArrayIndex.interval(from, to)),
        gradients.get(NDArrayIndex.interval(from, to)),
        isWeight,
        isWeight ? 0 : 1,
        isBiasFirst,
        "layer",
        0);
  }

  private List<String> noted() {
    return IntStream.range(0, handOver.count()).mapToObj(this::text).toList();
  }

  private String text(int i) {
    long from = (handOver.gradient(i) - NativeMemory.address(gradients)) / WIDTH;
    assertThat((handOver.parameter(i) - NativeMemory.address(parameters)) / WIDTH).isEqualTo(from);
    assertThat(handOver.rowLength(i)).isEqualTo(handOver.isWeight(i) ? 0 : 1);
    return "%d to %d%s"
        .formatted(from, from + handOver.length(i), handOver.isWeight(i) ? ", weight" : "");
  }
}
