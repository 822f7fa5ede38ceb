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
import io.gradus.optimizers.linesearch.MinFuncWolfe;
import java.util.List;
import java.util.Map;

/**
 * Nonlinear conjugate gradients: the negative gradient, bent towards the last direction.
 *
 * <pre>
 * d₀ = −g₀
 * x ← x + αd
 * d₊ = −g₊ + βd,   β by {@link Beta}
 * d₊ = −g₊  where |g₊ᵀg| ≥ ν ‖g₊‖², where β is no number, or where d₊ does not lead down
 * </pre>
 *
 * <p>Fletcher &amp; Reeves (1964), <i>Function minimization by conjugate gradients</i>; the other β
 * stand in {@link Beta}. The restart at gradients that are far from orthogonal is Powell's (1977),
 * with ν = 0.2; infinite for none. On a quadratic with exact steps all β are one, and the minimum
 * is reached in as many steps as the Hessian has different eigenvalues. The search needs c₂ &lt; ½.
 * A new objective or a new point begins again along the gradient.
 *
 * <p>SciPy's {@code CG} is {@code POLAK_RIBIERE_PLUS} with c₂ = 0.4 and stops where its search
 * fails. DL4J's {@code CONJUGATE_GRADIENT} overwrites the last gradient, so that it is gradient
 * descent.
 *
 * <p>A step costs what its line search evaluates, two to three gradients. Memory 7n.
 *
 * <pre>{@code
 * new ConjugateGradient(Beta.HAGER_ZHANG)
 * }</pre>
 *
 * @param beta the formula of β
 * @param lineSearch how α is chosen
 * @param orthogonality ν
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "conjugate-gradient",
    aliases = {"cg", "nonlinear-cg"},
    summary = "Bends the negative gradient towards the last direction.",
    citation = "Fletcher & Reeves (1964), Function minimization by conjugate gradients",
    link = "https://doi.org/10.1093/comjnl/7.2.149")
public record ConjugateGradient(
    @Hyperparameter("formula of β") Beta beta,
    @Hyperparameter("line search for α") LineSearch lineSearch,
    @Hyperparameter(value = "gradients this far from orthogonal restart, ν", range = "(0, inf]")
        double orthogonality)
    implements ClosureOptimizer, ConjugateGradientWithers {

  public ConjugateGradient {
    Hyperparameters.check(ConjugateGradient.class, beta, lineSearch, orthogonality);
  }

  /**
   * With another formula.
   *
   * @param beta the formula of β
   */
  public ConjugateGradient(Beta beta) {
    this(beta, new MinFuncWolfe(1e-4, 0.4));
  }

  /**
   * With another line search.
   *
   * @param beta the formula of β
   * @param lineSearch how α is chosen
   */
  public ConjugateGradient(Beta beta, LineSearch lineSearch) {
    this(beta, lineSearch, Double.POSITIVE_INFINITY);
  }

  /** β of Polak and Ribi&egrave;re, {@link MinFuncWolfe} with c₂ = 0.4, as SciPy's. */
  public ConjugateGradient() {
    this(Beta.POLAK_RIBIERE_PLUS);
  }

  @Override
  public Run start(List<Shape> shapes) {
    return new DescentRun(shapes, lineSearch, new Conjugate(SavedState.size(shapes)));
  }

  private final class Conjugate implements Direction {

    private final double[] next;
    private boolean hasNext;

    Conjugate(int size) {
      next = new double[size];
    }

    @Override
    public void find(Objective objective, double[] x, double[] gradient, double[] d) {
      for (int i = 0; i < d.length; i++) {
        d[i] = hasNext ? next[i] : -gradient[i];
      }
    }

    @Override
    public Line.Scale scale() {
      return Line.Scale.NONE;
    }

    @Override
    public void moved(
        Objective objective,
        double[] x,
        double[] gradient,
        double[] newX,
        double[] newGradient,
        double[] d) {
      double gg = 0; // gᵀg
      double ng = 0; // g₊ᵀg
      double nn = 0; // g₊ᵀg₊
      double ny = 0; // g₊ᵀy
      double yy = 0; // yᵀy
      double dy = 0; // dᵀy
      double dn = 0; // dᵀg₊
      double dg = 0; // dᵀg
      double dd = 0; // dᵀd
      for (int i = 0; i < d.length; i++) {
        double g = gradient[i];
        double n = newGradient[i];
        double y = n - g;
        gg += g * g;
        ng += n * g;
        nn += n * n;
        ny += n * y;
        yy += y * y;
        dy += d[i] * y;
        dn += d[i] * n;
        dg += d[i] * g;
        dd += d[i] * d[i];
      }
      double share =
          switch (beta) {
            case FLETCHER_REEVES -> nn / gg;
            case POLAK_RIBIERE_PLUS -> Math.max(0, ny / gg);
            case HESTENES_STIEFEL -> Math.max(0, ny / dy);
            case DAI_YUAN -> nn / dy;
            case HAGER_ZHANG -> Math.max(0.4 * dg / dd, (ny - 2 * yy * dn / dy) / dy);
          };
      hasNext = Math.abs(share) <= Double.MAX_VALUE && !(Math.abs(ng) >= orthogonality * nn);
      for (int i = 0; hasNext && i < d.length; i++) {
        next[i] = -newGradient[i] + share * d[i];
      }
    }

    @Override
    public boolean isFresh() {
      return !hasNext;
    }

    @Override
    public boolean restart() {
      hasNext = false;
      return true;
    }

    @Override
    public void interrupted() {
      hasNext = false;
    }

    @Override
    public void save(Map<String, double[]> state) {
      state.put("direction", hasNext ? next.clone() : new double[next.length]);
      state.put("hasDirection", new double[] {hasNext ? 1 : 0});
    }

    @Override
    public Runnable restore(SavedState state) {
      double[] savedNext = state.array("direction", next.length);
      boolean savedHasNext = state.number("hasDirection") != 0;
      return () -> {
        System.arraycopy(savedNext, 0, next, 0, next.length);
        hasNext = savedHasNext;
      };
    }
  }
}
