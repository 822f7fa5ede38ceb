package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Noise;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KernelListingTest {

  /** Shrinks where the norm is above a bound, keeps the last gradient's sign, adds noise. */
  @Algorithm(name = "listed", summary = "A bit of everything.", citation = "This test")
  record Listed() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(0.1);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      Slot last = step.slot("last");
      Expr scale = g.norm().plus(1e-6).min(2).over(4);
      Expr turned = last.value().times(g).lessThan(0);
      last.set(g.sign());
      return Expr.where(turned, step.constant(0).times(g), g.times(scale))
          .plus(step.noise(7).times(0.1 / step.number()));
    }
  }

  /** The gradient without its mean by rows. */
  @Algorithm(name = "centred", summary = "No mean.", citation = "This test")
  record Centred() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      return step.gradient().minus(step.gradient().rowMean());
    }
  }

  @Test
  @DisplayName("Each pass is one loop, with what is known before it, what it loads and stores")
  void listsEveryPass() {
    assertThat(KernelListing.of(new Listed(), Precision.FLOAT, 2))
        .containsExactly(
            "// pass 1 of 2 over memory, a plain loop",
            "double sum1 = 0;",
            "for (long i = 0; i < n; i++) {",
            "  float g = gradient[i];",
            "  float t1 = g * g;",
            "  sum1 += t1; // in the order of blocks and lanes",
            "}",
            "// pass 2 of 2 over memory, 3 plain loops",
            "double u1 = Math.sqrt(sum1);",
            "double u2 = u1 + 1.0E-6;",
            "double u3 = Math.min(u2, 2.0);",
            "double u4 = u3 * 0.25;",
            "float s1 = (float) u4;",
            "for (long i = 0; i < n; i++) {",
            "  float g = gradient[i];",
            "  float last = state[\"last\"][i];",
            "  float t2 = Math.signum(g);",
            "  float t3 = last * g;",
            "  boolean t4 = t3 < 0.0f;",
            "  float t5 = 0.0f * g;",
            "  float t6 = g * s1;",
            "  float t7 = t4 ? t5 : t6;",
            "  float t8 = (float) Noise.normal(%s, i);".formatted(Noise.key(7, 2)),
            "  float t9 = t8 * 0.05f;",
            "  float t10 = t7 + t9;",
            "  state[\"last\"][i] = t2;",
            "  update[i] = t10;",
            "}");
  }

  @Test
  @DisplayName("Double arrays need no rounding, and rows have sums of their own")
  void listsRowsOfDoubles() {
    assertThat(KernelListing.of(new Centred(), Precision.DOUBLE, 1))
        .containsExactly(
            "// pass 1 of 2 over memory, a plain or a vector loop",
            "for (long i = 0; i < n; i++) {",
            "  double g = gradient[i];",
            "  rows1[i / rowLength] += g;",
            "}",
            "// pass 2 of 2 over memory, a plain or a vector loop",
            "for (long i = 0; i < n; i++) {",
            "  double g = gradient[i];",
            "  double t1 = rows1[i / rowLength];",
            "  double t2 = t1 / rowLength;",
            "  double t3 = g - t2;",
            "  update[i] = t3;",
            "}");
  }

  @Test
  @DisplayName("A step before the first is refused")
  void refusesStepZero() {
    assertThatThrownBy(() -> KernelListing.of(new Listed(), Precision.FLOAT, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("numbered from 1");
  }
}
