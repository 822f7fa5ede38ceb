package io.gradus.conformance.dl4j;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.BooleanIndexing;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.indexing.conditions.Conditions;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A third party's updater: Polyak's heavy ball, v ← μ v + g, u = η v, right or with one fault. Its
 * parts are public, as a third party's would be.
 */
final class HeavyBall implements IUpdater {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  enum Fault {
    NONE,
    ONE_NUMBER_MORE,
    STATE_IN_A_FIELD,
    STATE_SHARED_BY_ALL,
    STATE_WITHOUT_A_NAME,
    CLONE_DROPS_THE_SCHEDULE,
    CLONE_SHARES_THE_RATE,
    EQUALS_IGNORES_THE_MOMENTUM,
    JSON_LOSES_THE_MOMENTUM,
    IGNORES_THE_MOMENTUM,
    COUNTS_BY_ITERATION,
    RATE_OF_ZERO_IS_REPLACED,
    SCHEDULE_WITHOUT_EPOCH,
    HIDES_NAN,
    WRITES_INTO_A_COPY,
    NEGATIVE_STEPS_ONLY,
    SCALED_BY_THE_LARGEST,
    MOVES_ALWAYS,
    DIVIDES_BY_TINY,
    KEEPS_THE_OLD_SCHEDULE,
    FORGETS_ITS_CONFIGURATION,
    RATE_WITHIN,
    THROWS_IN_FLOAT
  }

  private static INDArray shared;

  @JsonProperty private double learningRate;
  @JsonProperty private ISchedule schedule;
  @JsonProperty private final double momentum;
  @JsonProperty private final Fault fault;

  HeavyBall(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("schedule") ISchedule schedule,
      @JsonProperty("momentum") double momentum,
      @JsonProperty("fault") Fault fault) {
    this.learningRate = learningRate;
    this.schedule = schedule;
    this.momentum = momentum;
    this.fault = fault;
  }

  /** From Polyak (1964), with the rate outside, as PyTorch has it. */
  static Outcome closedForm(HeavyBall ball, ElementStep s) {
    double v = ball.momentum * s.slot("v", 0) + s.gradient();
    return Outcome.of(s.learningRate() * v).with("v", v);
  }

  /** The same with the rate within the velocity. */
  static Outcome rateWithin(HeavyBall ball, ElementStep s) {
    double v = ball.momentum * s.slot("v", 0) + s.learningRate() * s.gradient();
    return Outcome.of(v).with("v", v);
  }

  @JsonProperty("momentum")
  double written() {
    return has(Fault.JSON_LOSES_THE_MOMENTUM) ? momentum / 2 : momentum;
  }

  private boolean has(Fault another) {
    return fault == another;
  }

  @Override
  public long stateSize(long numParams) {
    return numParams + (has(Fault.ONE_NUMBER_MORE) ? 1 : 0);
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(INDArray viewArray, boolean initializeViewArray) {
    Run run = new Run(this);
    run.setStateViewArray(viewArray, null, 'c', initializeViewArray);
    return run;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    Run run = new Run(this);
    run.setState(updaterState, initializeStateArrays);
    return run;
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // as DL4J's own
  public HeavyBall clone() {
    return has(Fault.CLONE_SHARES_THE_RATE)
        ? this
        : new HeavyBall(
            learningRate, has(Fault.CLONE_DROPS_THE_SCHEDULE) ? null : schedule, momentum, fault);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    if (schedule == null) {
      return learningRate;
    }
    return schedule.valueAt(iteration, has(Fault.SCHEDULE_WITHOUT_EPOCH) ? 0 : epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    learningRate = lr;
    schedule = lrSchedule == null && has(Fault.KEEPS_THE_OLD_SCHEDULE) ? schedule : lrSchedule;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeavyBall that
        && Double.compare(learningRate, that.learningRate) == 0
        && Objects.equals(schedule, that.schedule)
        && (momentum == that.momentum || has(Fault.EQUALS_IGNORES_THE_MOMENTUM))
        && fault == that.fault;
  }

  @Override
  public int hashCode() {
    return Objects.hash(schedule, fault);
  }

  /** The running updater. */
  private static final class Run implements GradientUpdater<HeavyBall> {

    private final HeavyBall ball;
    private INDArray v;

    Run(HeavyBall ball) {
      this.ball = ball;
    }

    @Override
    public HeavyBall getConfig() {
      return ball.has(Fault.FORGETS_ITS_CONFIGURATION) ? null : ball;
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {
      v = stateMap.getOrDefault("v", Nd4j.zeros(4).castTo(DataType.DOUBLE));
    }

    @Override
    public Map<String, INDArray> getState() {
      return ball.has(Fault.STATE_WITHOUT_A_NAME) ? Map.of() : Map.of("v", v);
    }

    @Override
    public void setStateViewArray(
        INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
      if (initialize) {
        viewArray.assign(0);
      }
      long n = viewArray.length() - (ball.has(Fault.ONE_NUMBER_MORE) ? 1 : 0);
      v = viewArray.reshape(viewArray.length()).get(NDArrayIndex.interval(0, n));
      if (ball.has(Fault.STATE_IN_A_FIELD)) {
        v = v.dup();
      }
      if (ball.has(Fault.STATE_SHARED_BY_ALL)) {
        shared = shared == null || shared.length() != n || initialize ? v.dup() : shared;
      }
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      INDArray velocity = ball.has(Fault.STATE_SHARED_BY_ALL) ? shared : v;
      INDArray flat = gradient.dup('c').reshape(gradient.length());
      if (ball.has(Fault.HIDES_NAN)) {
        BooleanIndexing.replaceWhere(flat, 0.125, Conditions.isNan());
      }
      double rate = ball.getLearningRate(iteration, epoch);
      if (ball.has(Fault.RATE_OF_ZERO_IS_REPLACED) && rate == 0) {
        rate = 1e-8;
      }
      if (ball.has(Fault.COUNTS_BY_ITERATION)) {
        rate /= 1 - Math.pow(0.9, iteration + 1);
      }
      if (ball.has(Fault.THROWS_IN_FLOAT) && gradient.dataType() == DataType.FLOAT) {
        throw new ArithmeticException("FLOAT");
      }
      double mu = ball.has(Fault.IGNORES_THE_MOMENTUM) ? 0.9 : ball.momentum;
      INDArray update;
      if (ball.has(Fault.RATE_WITHIN)) {
        velocity.muli(mu).addi(flat.mul(rate));
        update = velocity.dup();
      } else {
        velocity.muli(mu).addi(flat);
        update = velocity.mul(rate);
      }
      if (ball.has(Fault.NEGATIVE_STEPS_ONLY)) {
        update = Transforms.abs(update);
      }
      if (ball.has(Fault.SCALED_BY_THE_LARGEST)) {
        update.divi(1 + flat.amaxNumber().doubleValue());
      }
      if (ball.has(Fault.MOVES_ALWAYS)) {
        update.addi(1e-3 * rate);
      }
      if (ball.has(Fault.DIVIDES_BY_TINY)) {
        update.divi(Transforms.abs(flat).addi(1e-8)); // 1e-8 is 0 in HALF
      }
      INDArray target =
          ball.has(Fault.WRITES_INTO_A_COPY) ? gradient.reshape(gradient.length()) : gradient;
      target.assign(update.reshape('c', target.shape()));
    }
  }
}
