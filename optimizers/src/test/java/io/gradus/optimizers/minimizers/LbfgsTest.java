package io.gradus.optimizers.minimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Objective;
import io.gradus.optimizers.linesearch.FixedStep;
import io.gradus.problems.Problem;
import io.gradus.problems.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LbfgsTest {

  /** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, written out. */
  private static double[][] update(double[][] h, double[] s, double[] y) {
    int n = s.length;
    double rho = 1 / dot(s, y);
    double[][] left = new double[n][n];
    double[][] next = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          left[i][j] += ((i == k ? 1 : 0) - rho * s[i] * y[k]) * h[k][j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          next[i][j] += left[i][k] * ((k == j ? 1 : 0) - rho * y[k] * s[j]);
        }
        next[i][j] += rho * s[i] * s[j];
      }
    }
    return next;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Each step is −αHg with H built from the last m pairs, oldest first, on γI. */
  @Test
  @DisplayName("The two loops are the dense BFGS inverse of the last m pairs, and keep the secant")
  void isDenseBfgs() {
    Problem problem = Problems.named("trigonometric");
    for (int memory : new int[] {1, 2, 3, 10}) {
      ClosureOptimizer.Run run = new Lbfgs(memory, new FixedStep(0.5)).start(5);
      double[] x = problem.start();
      List<double[]> steps = new ArrayList<>();
      List<double[]> changes = new ArrayList<>();
      for (int k = 0; k < 8; k++) {
        double[] before = x.clone();
        double[] g = new double[5];
        problem.evaluate(before, g);
        run.step(problem, x);
        if (k > 0) {
          int from = Math.max(0, steps.size() - memory);
          double[] y = changes.get(changes.size() - 1);
          double[] s = steps.get(steps.size() - 1);
          double[][] h = new double[5][5];
          for (int i = 0; i < 5; i++) {
            h[i][i] = dot(s, y) / dot(y, y);
          }
          for (int pair = from; pair < steps.size(); pair++) {
            h = update(h, steps.get(pair), changes.get(pair));
          }
          for (int i = 0; i < 5; i++) {
            assertThat(x[i] - before[i]).isCloseTo(-0.5 * dot(h[i], g), within(1e-12));
            assertThat(dot(h[i], y)).as("H y = s").isCloseTo(s[i], within(1e-12));
          }
        }
        double[] after = new double[5];
        problem.evaluate(x, after);
        double[] s = new double[5];
        double[] y = new double[5];
        for (int i = 0; i < 5; i++) {
          s[i] = x[i] - before[i];
          y[i] = after[i] - g[i];
        }
        if (dot(s, y) > 0) {
          steps.add(s);
          changes.add(y);
        }
      }
      assertThat(run.save()).containsKeys("s" + (Math.min(memory, steps.size()) - 1));
      assertThat(run.save()).doesNotContainKey("s" + memory);
    }
  }

  /** −cos bends down from 0 to π/2: yᵀs < 0 there, and the pair is left out or damped. */
  @Test
  @DisplayName(
      "A pair that bends down is left out; a loss times 1e-6 keeps its pairs; damping keeps all")
  void pairs() {
    Objective hill =
        (x, g) -> {
          g[0] = -Math.sin(x[0]);
          return Math.cos(x[0]);
        };
    assertThat(pairsAfterOne(new Lbfgs(3, new FixedStep(0.1)), hill)).isZero();
    assertThat(pairsAfterOne(new Lbfgs(3, new FixedStep(0.1)).with("damped", true), hill))
        .isEqualTo(1);
    Objective small =
        (x, g) -> {
          g[0] = 2e-6 * (x[0] - 3);
          return 1e-6 * (x[0] - 3) * (x[0] - 3);
        };
    assertThat(pairsAfterOne(new Lbfgs(3, new FixedStep(1e-5)), small)).isEqualTo(1);
    assertThat(
            pairsAfterOne(
                new Lbfgs(3, new FixedStep(1e-5)).with("curvature", Curvature.ABSOLUTE), small))
        .as("PyTorch's absolute bound, which a small loss never passes")
        .isZero();
  }

  private static double pairsAfterOne(ClosureOptimizer lbfgs, Objective objective) {
    ClosureOptimizer.Run run = lbfgs.start(1);
    run.step(objective, new double[] {0.5});
    Map<String, double[]> state = run.save();
    return state.get("pairs")[0];
  }
}
