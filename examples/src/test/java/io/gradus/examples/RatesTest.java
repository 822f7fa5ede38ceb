package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Optimizers;
import io.gradus.api.Schedule;
import io.gradus.api.Step;
import io.gradus.optimizers.Adam;
import org.junit.jupiter.api.Test;

class RatesTest {

  /** Someone else's, of which the file of rates knows nothing. */
  @Algorithm(name = "unheard-of", summary = "Steps.", citation = "None.")
  public record UnheardOf(@Hyperparameter("learning rate") Schedule learningRate)
      implements GradientOptimizer {

    public UnheardOf() {
      this(Schedule.constant(0.0625));
    }

    @Override
    public Expr update(Step step) {
      return step.gradient().times(learningRate.at(step));
    }
  }

  @Test
  void anOptimizerWithoutARateOfItsOwnInTheFileRacesAtItsDefault() {
    assertThat(new Rates(null).applied(new UnheardOf())).isEqualTo(new UnheardOf());
    assertThat(Contestant.of(new Rates(null).applied(new UnheardOf())).learningRate())
        .isEqualTo(0.0625);
  }

  @Test
  void oneRateForAllIsForItToo() {
    assertThat(new Rates(0.5).applied(new UnheardOf()).learningRate().at(0, 0)).isEqualTo(0.5);
  }

  /** 0.005 stands in the file, 0.001 in the record. */
  @Test
  void anOptimizerInTheFileRacesAtTheRateThere() {
    assertThat(new Rates(null).applied(new Adam()).learningRate().at(0, 0)).isEqualTo(0.005);
    assertThat(
            new Rates(null)
                .applied((GradientOptimizer) Optimizers.named("lookahead"))
                .learningRate()
                .at(0, 0))
        .isEqualTo(0.005);
  }
}
