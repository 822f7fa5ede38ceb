package io.gradus.conformance.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import io.gradus.conformance.dl4j.HeavyBall.Fault;
import java.util.List;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The base classes, as somebody uses them who has an updater, a schedule, an initialization. */
class ThirdPartyTest {

  /**
   * Runs wherever JUnit finds it: neither private nor with a constructor that asks for anything.
   */
  static class BallTest extends UpdaterConformance<HeavyBall> {

    private Fault fault = Fault.NONE;

    static BallTest with(Fault fault) {
      BallTest test = new BallTest();
      test.fault = fault;
      return test;
    }

    @Override
    protected List<HeavyBall> updaters() {
      return List.of(new HeavyBall(0.1, null, 0.9, fault));
    }

    @Override
    protected Outcome closedForm(HeavyBall updater, ElementStep situation) {
      return HeavyBall.closedForm(updater, situation);
    }
  }

  @Nested
  class Ball extends BallTest {
    @Override
    protected UpdaterSubject<HeavyBall> subject() {
      return super.subject()
          .withVariant("with the rate within the velocity", HeavyBall::rateWithin);
    }
  }

  @Nested
  class Schedule extends Dl4jScheduleConformance<ExponentialSchedule> {

    @Override
    protected List<ExponentialSchedule> schedules() {
      return List.of(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.5));
    }

    @Override
    protected double closedForm(ExponentialSchedule schedule, int iteration, int epoch) {
      return Math.scalb(0.1, -iteration);
    }

    @Override
    protected ScheduleSubject<ExponentialSchedule> subject() {
      return super.subject().withClock(ExponentialSchedule::getScheduleType).falling();
    }
  }

  @Nested
  class Weights extends WeightInitConformance {

    @Override
    protected IWeightInit weightInit() {
      return new WeightInitRelu();
    }

    @Override
    protected double variance(double fanIn, double fanOut) {
      return 2 / fanIn;
    }
  }

  @Test
  @DisplayName("The test of a broken rule fails, and says what was expected and what was found")
  void failure() {
    DynamicTest test =
        BallTest.with(Fault.RATE_OF_ZERO_IS_REPLACED)
            .rules()
            .filter(each -> each.getDisplayName().startsWith("O-2.2"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> test.getExecutable().execute())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "BallTest: O-2.2 a learning rate of zero moves nothing, unless declared, but expected"
                + " #1: a step of 0 and got 2.000e-08.");
  }

  @Test
  @DisplayName("Each rule is one test, named after its number")
  void names() {
    assertThat(new BallTest().rules().map(DynamicTest::getDisplayName))
        .hasSize(26)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[OD]-\\d\\.\\d+ .*"));
  }
}
