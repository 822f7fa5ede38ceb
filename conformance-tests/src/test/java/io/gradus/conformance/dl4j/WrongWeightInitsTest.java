package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonProperty;

class WrongWeightInitsTest {

  @ParameterizedTest
  @DisplayName("An initialization with one fault breaks the rule that is about it")
  @CsvSource({
    "ANOTHER_GENERATOR, I-1",
    "ALWAYS_THE_SAME, I-10",
    "FRESH_ARRAY, I-2",
    "LEAVES_THE_LAST, I-2",
    "FANS_FROM_THE_SHAPE, I-3",
    "FLAT, D-3.1",
    "THREE_TIMES, I-7",
    "SHIFTED, I-6",
    "EQUALS_IGNORES_THE_GAIN, D-3.2",
    "JSON_LOSES_THE_GAIN, D-3.3"
  })
  void breaksItsRule(Fault fault, String rule) {
    assertThat(subject(fault).check(Rules.of(rule)).failed()).isTrue();
  }

  @Test
  @DisplayName("Fixed values in another order are found")
  void transposed() {
    WeightInitSubject subject =
        WeightInitSubject.of("transposed", () -> new Gaussian(1, Fault.NONE))
            .withExact((index, shape) -> index[0]);
    assertThat(subject.check(Rule.WEIGHTS_MEAN).failed()).isTrue();
  }

  @Test
  @DisplayName("An initialization without a fault breaks no rule")
  void rightInitialization() {
    assertThat(subject(Fault.NONE).audit())
        .allSatisfy(finding -> assertThat(finding.failed()).as(finding.toString()).isFalse());
  }

  private static WeightInitSubject subject(Fault fault) {
    return WeightInitSubject.of(fault.name(), () -> new Gaussian(0.5, fault))
        .withVariance((in, out) -> 0.5 / in);
  }

  enum Fault {
    NONE,
    ANOTHER_GENERATOR,
    ALWAYS_THE_SAME,
    FRESH_ARRAY,
    LEAVES_THE_LAST,
    FANS_FROM_THE_SHAPE,
    FLAT,
    THREE_TIMES,
    SHIFTED,
    EQUALS_IGNORES_THE_GAIN,
    JSON_LOSES_THE_GAIN
  }

  /** A third party's initialization, normal with a variance of gain / fan-in. */
  static final class Gaussian implements IWeightInit {

    private static final long serialVersionUID = 1L;
    private static final AtomicLong CALLS = new AtomicLong();

    @JsonProperty private final double gain;
    @JsonProperty private final Fault fault;

    Gaussian(@JsonProperty("gain") double gain, @JsonProperty("fault") Fault fault) {
      this.gain = gain;
      this.fault = fault;
    }

    @JsonProperty("gain")
    double written() {
      return fault == Fault.JSON_LOSES_THE_GAIN ? 2 * gain : gain;
    }

    @Override
    public INDArray init(
        double fanIn, double fanOut, long[] shape, char order, INDArray paramView) {
      double fan = fault == Fault.FANS_FROM_THE_SHAPE ? shape[0] : fanIn;
      double variance = (fault == Fault.THREE_TIMES ? 3 : 1) * gain / fan;
      if (fault == Fault.ANOTHER_GENERATOR) {
        Nd4j.getRandom().setSeed(CALLS.incrementAndGet());
      }
      if (fault == Fault.ALWAYS_THE_SAME) {
        Nd4j.getRandom().setSeed(7);
      }
      INDArray drawn = Nd4j.randn(paramView.dataType(), paramView.length());
      drawn.muli(Math.sqrt(variance)).addi(fault == Fault.SHIFTED ? 0.1 : 0);
      if (fault == Fault.FRESH_ARRAY) {
        return drawn.reshape(order, shape);
      }
      long written = paramView.length() - (fault == Fault.LEAVES_THE_LAST ? 1 : 0);
      paramView
          .get(NDArrayIndex.interval(0, written))
          .assign(drawn.get(NDArrayIndex.interval(0, written)));
      return fault == Fault.FLAT ? paramView : paramView.reshape(order, shape);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Gaussian that
          && (gain == that.gain || fault == Fault.EQUALS_IGNORES_THE_GAIN)
          && fault == that.fault;
    }

    @Override
    public int hashCode() {
      return Objects.hash(fault);
    }
  }
}
