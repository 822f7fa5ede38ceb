package io.gradus.optimizers.minimizers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.ClosureOptimizer;
import io.gradus.api.CountedObjective;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Objective;
import io.gradus.api.Optimizer;
import io.gradus.api.Outcome;
import io.gradus.api.Shape;
import io.gradus.api.StepReport;
import io.gradus.api.Vectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The simplex method of Nelder and Mead: n + 1 points that crawl downhill, by values alone.
 *
 * <pre>
 * sort the vertices by value;   c = mean of all but the worst, x_w
 * reflect   x_r = c + (c − x_w)
 * f_r &lt; best:           expand  x_e = c + χ(c − x_w), take the better of x_e and x_r
 * f_r &lt; second worst:   take x_r
 * f_r &lt; worst:          contract outside  x_c = c + ψ(c − x_w), take it where f_c ≤ f_r
 * else:                 contract inside   x_c = c − ψ(c − x_w), take it where f_c &lt; f_w
 * nothing taken:        shrink all to the best, x ← x₀ + σ(x − x₀)
 * χ, ψ, σ = 2, ½, ½;   adaptive: 1 + 2/n, ¾ − 1/2n, 1 − 1/n
 * </pre>
 *
 * <p>Nelder &amp; Mead (1965), <i>A Simplex Method for Function Minimization</i>, as in Lagarias et
 * al. (1998); adaptive: Gao &amp; Han (2012), with the standard coefficients for n = 1, where
 * theirs collapse the simplex. Oriented restart: Kelley (1999), <i>Detection and Remediation of
 * Stagnation in the Nelder–Mead Algorithm</i>: where the mean value falls by less than 1e-4 ‖D‖
 * times the diameter, D the gradient of the plane through the vertices, a small simplex is set up
 * at the best one against D, three times at most. Ties keep the older vertex. A value that is not
 * finite counts as +∞.
 *
 * <p>SciPy ({@link #scipy}) has no restart; its first simplex is 5 % of each coordinate long, and
 * 0.00025 where that is 0, and it ends where both tolerances, 1e-4, are met. Its adaptive form
 * fails for n = 1.
 *
 * <p>A step is one iteration: one or two values, n more where it shrinks; n + 1 at the start, and
 * no gradient. The point is the best vertex. Memory (n + 3) n; for up to some 50 parameters.
 *
 * <pre>{@code
 * new NelderMead()
 * }</pre>
 *
 * @param adaptive whether the coefficients depend on n
 * @param orientedRestart whether a simplex that stagnates is set up anew
 * @param relativeEdge the first simplex's edge along a coordinate, over the coordinate
 * @param edge the same along a coordinate that is 0
 * @param edges the first simplex itself: n vertices, one after another, minus the start; empty for
 *     one along the coordinates
 * @param pointTolerance with {@code valueTolerance}, ends where no vertex is farther from the best
 * @param valueTolerance and no value is more above the best
 */
@AutoService(Optimizer.class)
@Algorithm(
    name = "nelder-mead",
    aliases = {"simplex", "downhill-simplex"},
    summary = "Moves a simplex downhill by reflections, looking at values alone.",
    citation = "Nelder & Mead (1965), A Simplex Method for Function Minimization",
    link = "https://doi.org/10.1093/comjnl/7.4.308")
public record NelderMead(
    @Hyperparameter("whether the coefficients depend on n") boolean adaptive,
    @Hyperparameter("whether a simplex that stagnates is set up anew") boolean orientedRestart,
    @Hyperparameter(value = "first edge over the coordinate", range = "(-inf, inf)")
        double relativeEdge,
    @Hyperparameter(value = "first edge where the coordinate is 0", range = "(-inf, inf)")
        double edge,
    @Hyperparameter("first vertices minus the start, empty for one along the coordinates")
        List<Double> edges,
    @Hyperparameter(value = "distance of the vertices to end at", range = "[0, inf)")
        double pointTolerance,
    @Hyperparameter(value = "difference of the values to end at", range = "[0, inf)")
        double valueTolerance)
    implements ClosureOptimizer, NelderMeadWithers {

  /** Kelley's bound: more of them do not help. */
  private static final int MOST_RESTARTS = 3;

  public NelderMead {
    Hyperparameters.checkThat(
        NelderMead.class,
        relativeEdge != 0 && edge != 0,
        "relativeEdge and edge must not be 0, for the simplex would be flat, but they are "
            + relativeEdge
            + " and "
            + edge,
        adaptive,
        orientedRestart,
        relativeEdge,
        edge,
        edges,
        pointTolerance,
        valueTolerance);
    edges = List.copyOf(edges);
  }

  /** Standard coefficients, oriented restarts, edges of 5 %, or 0.05; ends at 1e-8 and 1e-8. */
  public NelderMead() {
    this(false, true, 0.05, 0.05, List.of(), 1e-8, 1e-8);
  }

  /**
   * SciPy's {@code minimize(method="Nelder-Mead")}.
   *
   * @param adaptive its {@code adaptive}
   * @return the preset
   */
  public static NelderMead scipy(boolean adaptive) {
    return new NelderMead(adaptive, false, 0.05, 0.00025, List.of(), 1e-4, 1e-4);
  }

  @Override
  public Run start(List<Shape> shapes) {
    int size = SavedState.size(shapes);
    if (!edges.isEmpty() && edges.size() != size * size) {
      throw new IllegalArgumentException(
          "'edges' has %d numbers, but a first simplex of %d parameters has %d edges of as many numbers."
              .formatted(edges.size(), size, size));
    }
    return new Simplex(size);
  }

  private final class Simplex implements Run {

    private final int n;
    private final double expansion;
    private final double contraction;
    private final double shrinkage;

    /**
     * The vertices by value, the best first; the value of the first is NaN where there are none.
     */
    private final double[][] vertices;

    private final double[] values;
    private final double[] centre;
    private Objective known;
    private int restarts;

    Simplex(int n) {
      this.n = n;
      boolean adapts = adaptive && n > 1;
      expansion = adapts ? 1 + 2.0 / n : 2;
      contraction = adapts ? 0.75 - 1 / (2.0 * n) : 0.5;
      shrinkage = adapts ? 1 - 1.0 / n : 0.5;
      vertices = new double[n + 1][n];
      values = new double[n + 1];
      values[0] = Double.NaN;
      centre = new double[n];
    }

    @Override
    public StepReport step(Objective objective, double[] x) {
      SavedState.checkSize(x, n);
      CountedObjective f = new CountedObjective(objective);
      if (!Vectors.isFinite(x)) {
        return report(f, Double.NaN, Double.NaN, false, Outcome.NOT_FINITE);
      }
      if (Double.isNaN(values[0]) || !Arrays.equals(x, vertices[0])) {
        setUp(x, f);
      }
      if (objective != known && !evaluateAll(f, objective)) {
        double value = values[0];
        values[0] = Double.NaN;
        return report(f, value, value, false, Outcome.NOT_FINITE);
      }
      double before = values[0];
      sort();
      boolean restarted = false;
      boolean isSmall = isSmall();
      if (!isSmall) {
        restarted = iterate(f);
        sort();
      }
      boolean hasMoved = !Arrays.equals(x, vertices[0]);
      System.arraycopy(vertices[0], 0, x, 0, n);
      Outcome stayed = isSmall ? Outcome.POINT_STILL : Outcome.STAYED;
      return report(f, before, values[0], restarted, hasMoved ? Outcome.MOVED : stayed);
    }

    private StepReport report(
        CountedObjective f, double before, double after, boolean restarted, Outcome outcome) {
      double size = outcome == Outcome.MOVED ? diameter() : 0;
      return new StepReport(
          before,
          after,
          Double.NaN,
          size,
          f.evaluations(),
          f.values(),
          f.products(),
          restarted,
          outcome);
    }

    /** The first simplex at a point, whose values are not known yet. */
    private void setUp(double[] x, Objective objective) {
      known = null;
      restarts = 0;
      values[0] = Double.NaN;
      for (int i = 0; i <= n; i++) {
        System.arraycopy(x, 0, vertices[i], 0, n);
        if (i > 0 && edges.isEmpty()) {
          int j = i - 1;
          vertices[i][j] = x[j] == 0 ? edge : (1 + relativeEdge) * x[j];
        } else if (i > 0) {
          for (int j = 0; j < n; j++) {
            vertices[i][j] += edges.get((i - 1) * n + j);
          }
        }
        if (i > 0) {
          objective.representable(vertices[i]);
        }
      }
    }

    /** All values anew; false if there is none at the first vertex, where the run is. */
    private boolean evaluateAll(Objective f, Objective objective) {
      known = null;
      double[] anew = new double[n + 1];
      for (int i = 0; i <= n; i++) {
        anew[i] = value(f, vertices[i]);
      }
      System.arraycopy(anew, 0, values, 0, n + 1);
      if (values[0] == Double.POSITIVE_INFINITY) {
        return false;
      }
      known = objective;
      return true;
    }

    private double value(Objective f, double[] x) {
      if (!Vectors.isFinite(x)) {
        return Double.POSITIVE_INFINITY;
      }
      double value = f.value(x.clone());
      return Math.abs(value) <= Double.MAX_VALUE ? value : Double.POSITIVE_INFINITY;
    }

    /** By value, those of equal value as they were. */
    private void sort() {
      for (int i = 1; i <= n; i++) {
        double[] vertex = vertices[i];
        double value = values[i];
        int j = i;
        for (; j > 0 && values[j - 1] > value; j--) {
          vertices[j] = vertices[j - 1];
          values[j] = values[j - 1];
        }
        vertices[j] = vertex;
        values[j] = value;
      }
    }

    private double diameter() {
      double greatest = 0;
      for (int i = 1; i <= n; i++) {
        for (int j = 0; j < n; j++) {
          greatest = Math.max(greatest, Math.abs(vertices[i][j] - vertices[0][j]));
        }
      }
      return greatest;
    }

    private boolean isSmall() {
      return diameter() <= pointTolerance && values[n] - values[0] <= valueTolerance;
    }

    /** One iteration; whether it ended in an oriented restart. */
    private boolean iterate(Objective f) {
      double mean = mean();
      double steepness =
          orientedRestart && restarts < MOST_RESTARTS
              ? Vectors.norm(plane()) * diameter()
              : Double.NaN;
      takeCentre();
      double[] reflected = along(1, f);
      double valueReflected = value(f, reflected);
      if (valueReflected < values[0]) {
        double[] expanded = along(expansion, f);
        double valueExpanded = value(f, expanded);
        if (valueExpanded < valueReflected) {
          replaceWorst(expanded, valueExpanded);
        } else {
          replaceWorst(reflected, valueReflected);
        }
      } else if (valueReflected < values[n - 1]) {
        replaceWorst(reflected, valueReflected);
      } else {
        boolean isOutside = valueReflected < values[n];
        double[] contracted = along(isOutside ? contraction : -contraction, f);
        double valueContracted = value(f, contracted);
        if (isOutside ? valueContracted <= valueReflected : valueContracted < values[n]) {
          replaceWorst(contracted, valueContracted);
        } else {
          shrink(f);
          return false;
        }
      }
      boolean stagnates = mean() - mean > -1e-4 * steepness;
      if (stagnates) {
        restarts++;
        sort();
        setUpOriented(f);
      }
      return stagnates;
    }

    private void takeCentre() {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += vertices[i][j];
        }
        centre[j] = sum / n;
      }
    }

    /** c + t (c − x_w). */
    private double[] along(double t, Objective f) {
      double[] point = new double[n];
      for (int j = 0; j < n; j++) {
        point[j] = (1 + t) * centre[j] - t * vertices[n][j];
      }
      f.representable(point);
      return point;
    }

    private void replaceWorst(double[] vertex, double value) {
      vertices[n] = vertex;
      values[n] = value;
    }

    private void shrink(Objective f) {
      for (int i = 1; i <= n; i++) {
        double[] vertex = new double[n];
        for (int j = 0; j < n; j++) {
          vertex[j] = vertices[0][j] + shrinkage * (vertices[i][j] - vertices[0][j]);
        }
        f.representable(vertex);
        values[i] = value(f, vertex);
        vertices[i] = vertex;
      }
    }

    private double mean() {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      return sum / (n + 1);
    }

    /** The gradient D of the plane through the vertices; not finite where they are in one plane. */
    private double[] plane() {
      SymmetricMatrix solver = new SymmetricMatrix(n);
      double[] rise = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          solver.rows()[i][j] = vertices[i + 1][j] - vertices[0][j];
        }
        rise[i] = values[i + 1] - values[0];
      }
      double[] gradient = new double[n];
      solver.solveAny(0, rise, gradient);
      return gradient;
    }

    /** A simplex of half the shortest edge at the best vertex, against D. */
    private void setUpOriented(Objective f) {
      double[] gradient = plane();
      double shortest = Double.POSITIVE_INFINITY;
      for (int i = 1; i <= n; i++) {
        double[] side = vertices[i].clone();
        Vectors.add(-1, vertices[0], side);
        shortest = Math.min(shortest, Vectors.norm(side));
      }
      for (int i = 1; i <= n; i++) {
        double[] vertex = vertices[0].clone();
        vertex[i - 1] += gradient[i - 1] > 0 ? -0.5 * shortest : 0.5 * shortest;
        f.representable(vertex);
        values[i] = value(f, vertex);
        vertices[i] = vertex;
      }
    }

    @Override
    public Map<String, double[]> save() {
      Map<String, double[]> state = new LinkedHashMap<>();
      for (int i = 0; i <= n; i++) {
        state.put("vertex" + i, vertices[i].clone());
      }
      state.put("values", values.clone());
      state.put("restarts", new double[] {restarts});
      return state;
    }

    @Override
    public void restore(Map<String, double[]> state, Objective objective) {
      SavedState saved = new SavedState(state);
      double[][] savedVertices = new double[n + 1][];
      for (int i = 0; i <= n; i++) {
        savedVertices[i] = saved.array("vertex" + i, n);
      }
      double[] savedValues = saved.array("values", n + 1);
      int savedRestarts = (int) saved.number("restarts");
      saved.finish();
      for (int i = 0; i <= n; i++) {
        vertices[i] = savedVertices[i];
      }
      System.arraycopy(savedValues, 0, values, 0, n + 1);
      restarts = savedRestarts;
      known = Double.isNaN(values[0]) ? null : objective;
    }
  }
}
