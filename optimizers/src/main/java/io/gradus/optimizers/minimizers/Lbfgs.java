package io.gradus.optimizers.minimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.ClosureOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Objective;
import io.gradus.api.Optimizer;
import io.gradus.api.Shape;
import io.gradus.api.Vectors;
import io.gradus.optimizers.linesearch.FixedStep;
import io.gradus.optimizers.linesearch.MinFuncWolfe;
import io.gradus.optimizers.linesearch.MoreThuente;
import io.gradus.optimizers.linesearch.StrongWolfe;
import java.util.List;
import java.util.Map;

/**
 * Limited-memory BFGS: Newton's direction with an inverse Hessian that is made of the last m steps.
 *
 * <pre>
 * q = g
 * for the pairs (s, y) from the newest to the oldest:   a = ρ sᵀq,   q ← q − a y,   ρ = 1/yᵀs
 * r = γ q,   γ = sᵀy / yᵀy of the newest pair
 * from the oldest to the newest:                        r ← r + s (a − ρ yᵀr)
 * d = −r,   d = −γ₀ g before the first pair
 * x ← x + αd
 * keep s = x₊ − x, y = g₊ − g, drop the oldest of more than m
 * </pre>
 *
 * <p>Liu &amp; Nocedal (1989), <i>On the limited memory BFGS method for large scale
 * optimization</i>; the two loops are Nocedal's (1980). A pair is kept only if its curvature yᵀs is
 * above a bound that does not depend on the function's scale, ε ‖s‖‖y‖ with an ε of at least eight
 * rounding errors; see {@link Curvature}. Damping (Powell 1978) keeps pairs of low curvature, for
 * searches that do not ensure any: where yᵀs &lt; 0.2 sᵀBs, y ← θy + (1 − θ)Bs with θ = 0.8 sᵀBs /
 * (sᵀBs − yᵀs), and here B = 1/γ. The memory is dropped where d does not lead down or the search
 * fails. Another objective (a new mini-batch) keeps it: each pair comes from one objective.
 *
 * <p>PyTorch ({@link #pytorch}): m = 100, γ₀ = min(1, 1/‖g‖₁), pairs above 1e-10 whatever the
 * scale, and η in place of a search or within it. optax ({@link #optax}): γ₀ = min(1, 1/‖g‖₂).
 * SciPy ({@link #scipy}): L-BFGS-B without bounds. DL4J's {@code LBFGS} reads its last gradient
 * from the buffer of the present one, so that y = 0 from the second step on.
 *
 * <p>A step costs what its line search evaluates, about one gradient; 4mn multiplications; memory
 * (2m + 8) n.
 *
 * <pre>{@code
 * new Lbfgs(20)
 * }</pre>
 *
 * @param memory m
 * @param lineSearch how α is chosen
 * @param firstStep γ₀
 * @param scaled whether γ follows the newest pair; else γ = 1
 * @param curvature which pairs are kept
 * @param leastCurvature ε of that test
 * @param damped whether pairs of low curvature are damped
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "lbfgs",
    aliases = {"l-bfgs", "limited-memory-bfgs"},
    summary = "Newton's direction from the steps and gradients that it remembers.",
    citation =
        "Liu & Nocedal (1989), On the limited memory BFGS method for large scale optimization",
    link = "https://doi.org/10.1007/BF01589116")
public record Lbfgs(
    @Hyperparameter(value = "pairs m", range = "[1, inf)") int memory,
    @Hyperparameter("line search for α") LineSearch lineSearch,
    @Hyperparameter("size γ₀ of the first step") FirstStep firstStep,
    @Hyperparameter("whether γ follows the newest pair") boolean scaled,
    @Hyperparameter("which pairs are kept") Curvature curvature,
    @Hyperparameter(value = "least curvature ε of a pair", range = "[0, 1)") double leastCurvature,
    @Hyperparameter("whether pairs of low curvature are damped") boolean damped)
    implements ClosureOptimizer, LbfgsWithers {

  public Lbfgs {
    Hyperparameters.check(
        Lbfgs.class, memory, lineSearch, firstStep, scaled, curvature, leastCurvature, damped);
  }

  /**
   * With another number of pairs.
   *
   * @param memory m
   */
  public Lbfgs(int memory) {
    this(memory, new MinFuncWolfe());
  }

  /**
   * With another line search.
   *
   * @param memory m
   * @param lineSearch how α is chosen
   */
  public Lbfgs(int memory, LineSearch lineSearch) {
    this(memory, lineSearch, FirstStep.UNIT_LENGTH, true, Curvature.RELATIVE, 1e-10, false);
  }

  /** Ten pairs, {@link MinFuncWolfe}. */
  public Lbfgs() {
    this(10);
  }

  /**
   * {@code torch.optim.LBFGS} with {@code line_search_fn="strong_wolfe"} and {@code lr=1}.
   *
   * @return the preset
   */
  public static Lbfgs pytorch() {
    return pytorch(MinFuncWolfe.pytorch());
  }

  /**
   * {@code torch.optim.LBFGS} without a line search.
   *
   * @param learningRate its {@code lr}
   * @return the preset
   */
  public static Lbfgs pytorch(double learningRate) {
    return pytorch(new FixedStep(learningRate));
  }

  private static Lbfgs pytorch(LineSearch lineSearch) {
    return new Lbfgs(
        100, lineSearch, FirstStep.AT_MOST_UNIT_SUM, true, Curvature.ABSOLUTE, 1e-10, false);
  }

  /**
   * {@code optax.lbfgs()}.
   *
   * @return the preset
   */
  public static Lbfgs optax() {
    return new Lbfgs(
        10,
        StrongWolfe.optax(false, 20),
        FirstStep.AT_MOST_UNIT_LENGTH,
        true,
        Curvature.RELATIVE,
        0,
        false);
  }

  /**
   * SciPy's {@code minimize(method="L-BFGS-B")} without bounds.
   *
   * @return the preset
   */
  public static Lbfgs scipy() {
    return new Lbfgs(
        10, MoreThuente.lbfgsb(), FirstStep.UNIT_LENGTH, true, Curvature.OF_SLOPE, 0x1p-52, false);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new TwoLoops(SavedState.size(shapes)));
  }

  /** The pairs, in a ring with room for one that may not be kept; arrays are made when needed. */
  private final class TwoLoops implements Direction {

    private final int size;
    private final double[][] s = new double[memory + 1][];
    private final double[][] y = new double[memory + 1][];
    private final double[] product = new double[memory + 1];
    private final double[] a = new double[memory + 1];
    private int pairs;
    private int next;
    private boolean hasMoved;

    TwoLoops(int size) {
      this.size = size;
    }

    /** The place of a pair, from 0, the oldest. */
    private int place(int pair) {
      return Math.floorMod(next - pairs + pair, memory + 1);
    }

    private double gamma() {
      int newest = place(pairs - 1);
      return scaled ? product[newest] / Vectors.dot(y[newest], y[newest]) : 1;
    }

    private double firstGamma(double[] gradient) {
      return hasMoved && firstStep.isOnlyFirst() ? 1 : firstStep.of(gradient);
    }

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      double gamma = pairs > 0 ? gamma() : firstGamma(gradient);
      for (int i = 0; i < size; i++) {
        d[i] = -gradient[i];
      }
      // each pass subtracts for one pair and multiplies by the next
      double dot = pairs > 0 ? Vectors.dot(s[place(pairs - 1)], d) : 0;
      for (int pair = pairs - 1; pair >= 0; pair--) {
        int at = place(pair);
        a[at] = dot / product[at];
        if (pair > 0) {
          dot = Vectors.addAndDot(-a[at], y[at], d, s[place(pair - 1)]);
        } else {
          Vectors.add(-a[at], y[at], d);
        }
      }
      for (int i = 0; i < size; i++) {
        d[i] *= gamma;
      }
      dot = pairs > 0 ? Vectors.dot(y[place(0)], d) : 0;
      for (int pair = 0; pair < pairs; pair++) {
        int at = place(pair);
        double share = a[at] - dot / product[at];
        if (pair < pairs - 1) {
          dot = Vectors.addAndDot(share, s[at], d, y[place(pair + 1)]);
        } else {
          Vectors.add(share, s[at], d);
        }
      }
    }

    @Override
    public Line.Scale scale() {
      return Line.Scale.NATURAL;
    }

    @Override
    public void moved(
        Objective objective,
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double[] d) {
      hasMoved = true;
      if (s[next] == null) {
        s[next] = new double[size];
        y[next] = new double[size];
      }
      double[] step = s[next];
      double[] change = y[next];
      for (int i = 0; i < size; i++) {
        step[i] = newX[i] - x[i];
        change[i] = newGradient[i] - gradient[i];
      }
      if (damped) {
        damp(step, change);
      }
      double bend = Vectors.dot(step, change);
      double least =
          switch (curvature) {
            case RELATIVE ->
                Math.max(leastCurvature, 8 * objective.precision())
                    * Vectors.norm(step)
                    * Vectors.norm(change);
            case ABSOLUTE -> leastCurvature;
            case OF_SLOPE -> leastCurvature * Math.abs(Vectors.dot(gradient, step));
          };
      if (bend > least && bend <= Double.MAX_VALUE) {
        product[next] = bend;
        next = (next + 1) % (memory + 1);
        pairs = Math.min(pairs + 1, memory);
      }
    }

    private void damp(double[] step, double[] change) {
      double b = pairs == 0 ? 1 : 1 / gamma();
      double expected = b * Vectors.dot(step, step);
      double bend = Vectors.dot(step, change);
      if (bend < 0.2 * expected) {
        double theta = 0.8 * expected / (expected - bend);
        for (int i = 0; i < size; i++) {
          change[i] = theta * change[i] + (1 - theta) * b * step[i];
        }
      }
    }

    @Override
    public boolean isFresh() {
      return pairs == 0;
    }

    @Override
    public boolean restart() {
      pairs = 0;
      hasMoved = false;
      return true;
    }

    @Override
    public void save(Map<String, double[]> state) {
      state.put("hasMoved", new double[] {hasMoved ? 1 : 0});
      state.put("pairs", new double[] {pairs});
      for (int pair = 0; pair < pairs; pair++) {
        state.put("s" + pair, s[place(pair)].clone());
        state.put("y" + pair, y[place(pair)].clone());
      }
    }

    @Override
    public Runnable restore(SavedState state) {
      boolean savedHasMoved = state.number("hasMoved") != 0;
      int saved = (int) state.number("pairs");
      if (saved < 0 || saved > memory) {
        throw new IllegalArgumentException(
            "'pairs' of the saved state is %d, but this run has a memory of %d."
                .formatted(saved, memory));
      }
      double[][] savedS = new double[saved][];
      double[][] savedY = new double[saved][];
      for (int pair = 0; pair < saved; pair++) {
        savedS[pair] = state.array("s" + pair, size);
        savedY[pair] = state.array("y" + pair, size);
      }
      return () -> {
        for (int pair = 0; pair < saved; pair++) {
          s[pair] = savedS[pair];
          y[pair] = savedY[pair];
          product[pair] = Vectors.dot(s[pair], y[pair]);
        }
        hasMoved = savedHasMoved;
        pairs = saved;
        next = saved % (memory + 1);
      };
    }
  }
}
