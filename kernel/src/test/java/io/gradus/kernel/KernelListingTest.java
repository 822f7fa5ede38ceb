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
      Expr scale = g.norm().plus(1e-6).min(2).div(4);
      Expr turned = last.value().times(g).lessThan(0);
      last.set(g.sign());
      return Expr.where(turned, step.constant(0).times(g), g.times(scale))
          .plus(step.noise(7).times(0.1 / step.age()));
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
            "double norm1 = 0;",
            "for (long i = 0; i < n; i++) {",
            "  float g = gradient[i];",
            "  norm1 += (double) g * g; // in the order of blocks and lanes",
            "}",
            "norm1 = Math.sqrt(norm1);",
            "// pass 2 of 2 over memory, 3 plain loops",
            "double u1 = norm1 + 1.0E-6;",
            "double u2 = Math.min(u1, 2.0);",
            "double u3 = u2 * 0.25;",
            "float s1 = (float) u3;",
            "for (long i = 0; i < n; i++) {",
            "  float g = gradient[i];",
            "  float last = state[\"last\"][i];",
            "  float t1 = Math.signum(g);",
            "  float t2 = last * g;",
            "  boolean t3 = t2 < 0.0f;",
            "  float t4 = 0.0f * g;",
            "  float t5 = g * s1;",
            "  float t6 = t3 ? t4 : t5;",
            "  float t7 = (float) Noise.normal(%s, i);".formatted(Noise.key(7, 2)),
            "  float t8 = t7 * 0.05f;",
            "  float t9 = t6 + t8;",
            "  state[\"last\"][i] = t1;",
            "  update[i] = t9;",
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
            "rows1[row] /= rowLength; // of each row",
            "// pass 2 of 2 over memory, a plain or a vector loop",
            "for (long i = 0; i < n; i++) {",
            "  double g = gradient[i];",
            "  double t1 = rows1[i / rowLength];",
            "  double t2 = g - t1;",
            "  update[i] = t2;",
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
