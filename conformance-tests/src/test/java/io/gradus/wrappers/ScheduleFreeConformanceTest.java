package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Schedule;
import io.gradus.conformance.ElementStep;
import io.gradus.conformance.OptimizerConformance;
import io.gradus.conformance.Outcome;
import io.gradus.optimizers.AdaDelta;
import io.gradus.optimizers.AdaGrad;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.AggMo;
import io.gradus.optimizers.EpsilonPlacement;
import io.gradus.optimizers.Lion;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.NAdam;
import io.gradus.optimizers.Nesterov;
import io.gradus.optimizers.RmsProp;
import io.gradus.optimizers.Sgd;
import io.gradus.optimizers.SignSgd;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScheduleFreeConformanceTest extends OptimizerConformance<ScheduleFree> {

  @Override
  protected List<ScheduleFree> optimizers() {
    return List.of(
        new ScheduleFree(),
        new ScheduleFree(new Sgd(0.1)),
        new ScheduleFree(adam(0.1), 0.95),
        new ScheduleFree(new Sgd(0.1), 0),
        new ScheduleFree(new Sgd(0.1), 1));
  }

  private static Adam adam(double rate) {
    return new Adam(Schedule.constant(rate), 0, 0.99, 1e-8, EpsilonPlacement.OUTSIDE, true);
  }

  /** How the authors' code moves y, with u in the place of η g: y to z by c, then the step. */
  @Override
  protected Outcome closedForm(ScheduleFree free, ElementStep s) {
    Outcome inner = Inner.step(free.inner(), s);
    double y = s.parameter();
    double z = Inner.slotOr(s, "z", y);
    double x = Inner.slotOr(s, "average", y);
    double weight = s.learningRate() * s.learningRate();
    double sum = s.slot("weight", 0) + weight;
    double c = sum == 0 ? 0 : weight / sum;
    double update = c * (y - z) - (free.beta() * (1 - c) - 1) * inner.update();
    double zNew = z - inner.update();
    return Inner.withUpdate(inner, update)
        .with("z", zNew)
        .with("average", x + c * (zNew - x))
        .with("weight", sum);
  }

  @Test
  @DisplayName("An inner rule with momentum is refused, however deep it lies; others are taken")
  void momentum() {
    for (GradientOptimizer rule :
        List.of(
            new Adam(),
            new Momentum(0.1),
            new Nesterov(0.1),
            new NAdam(),
            new Lion(),
            new AggMo(),
            new ClipNorm(new Adam(), 1),
            new CentralizeGradient(new Momentum(0.1)),
            new Cautious(new Adam()),
            new SkipIfNotFinite(new DecoupledDecay(new Adam(), 0.1)),
            new Lookahead(new Sgd(0.1)),
            new ScheduleFree(new Sgd(0.1)))) {
      assertThatThrownBy(() -> new ScheduleFree(rule))
          .as("%s", rule)
          .isInstanceOf(InvalidHyperparametersException.class)
          .hasMessageStartingWith("ScheduleFree cannot have these hyper-parameters: inner must be")
          .hasMessageContaining("without momentum");
    }
    for (GradientOptimizer rule :
        List.of(
            new Sgd(0.1),
            adam(0.1),
            new RmsProp(),
            new AdaGrad(),
            new AdaDelta(),
            new SignSgd(),
            new AdamW().with("beta1", 0),
            new ClipNorm(new CoupledDecay(new DecoupledDecay(new Sgd(0.1), 0.1), 0.01), 1),
            new GradientNoise(new RmsProp(), 0.3, 7),
            new ParameterEma(new Sgd(0.1), 0.9),
            new Sgd(new Rising(0.1)))) {
      assertThat(new ScheduleFree(rule).inner()).isEqualTo(rule);
    }
  }

  @Test
  @DisplayName(
      "Over 300 steps it is algorithm 1 of the paper: y, z and x each from its own equation")
  void followsThePaper() {
    double[] rates = {0, 0.01, 0.02, 0.03, 0.04};
    for (double beta : new double[] {0.5, 0.9, 1}) {
      GradientOptimizer free = new ScheduleFree(new Sgd(new Rising(0.04)), beta);
      Training run = Training.inDouble(free, 1.0);
      double x = 1;
      double z = 1;
      double sum = 0;
      for (int t = 0; t < 300; t++) {
        double eta = rates[Math.min(t, 4)];
        double y = (1 - beta) * z + beta * x;
        assertThat(run.parameter[0]).as("y at step %d", t + 1).isCloseTo(y, within(1e-12));
        double g = 3 * y + Math.sin(t);
        run.step(3 * run.parameter[0] + Math.sin(t));
        z -= eta * g;
        sum += eta * eta;
        double c = sum == 0 ? 0 : eta * eta / sum;
        x = (1 - c) * x + c * z;
        assertThat(run.slot("z")[0]).isCloseTo(z, within(1e-12));
        assertThat(run.slot("average")[0]).as("x at step %d", t + 1).isCloseTo(x, within(1e-12));
      }
    }
  }

  @Test
  @DisplayName("At a constant rate x is the mean of z over all steps")
  void averagesAlike() {
    Training run = Training.inDouble(new ScheduleFree(adam(0.05)), 1, -2);
    double[] sum = new double[2];
    double[][] gradients = Training.gradients(100, 2, 13);
    for (int t = 1; t <= gradients.length; t++) {
      run.step(gradients[t - 1]);
      for (int i = 0; i < 2; i++) {
        sum[i] += run.slot("z")[i];
        assertThat(run.slot("average")[i]).isCloseTo(sum[i] / t, within(1e-12));
      }
    }
  }

  @Test
  @DisplayName("Decay inside is decay at y")
  void decaysAtY() {
    Training run =
        Training.inDouble(new ScheduleFree(new DecoupledDecay(new Sgd(0.5), 0.1), 0.9), 4.0);
    run.step(1);
    run.step(1);
    // z: 4 − .5 − .05·4 = 3.3; x = 3.3; y = 3.3; then z = 3.3 − .5 − .05·3.3
    assertThat(run.slot("z")[0]).isCloseTo(2.635, within(1e-12));
    assertThat(run.slot("average")[0]).isCloseTo((3.3 + 2.635) / 2, within(1e-12));
    assertThat(run.parameter[0]).isCloseTo(0.1 * 2.635 + 0.9 * 2.9675, within(1e-12));
  }
}
