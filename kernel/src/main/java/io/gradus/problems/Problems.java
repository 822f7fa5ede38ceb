package io.gradus.problems;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The problems by name.
 *
 * <pre>{@code
 * Problem rosenbrock = Problems.named("rosenbrock");
 * double[] x = rosenbrock.start();
 * }</pre>
 *
 * <p>Moré, Garbow &amp; Hillstrom (1981), <i>Testing Unconstrained Optimization Software</i>;
 * McKinnon (1998), <i>Convergence of the Nelder–Mead simplex method to a nonstationary point</i>;
 * Himmelblau (1972); Goldstein &amp; Price (1971).
 */
public final class Problems {

  private static final Map<String, Problem> ALL = new LinkedHashMap<>();

  static {
    addQuadratics();
    addPlane();
    addSpace();
    addAnyDimension();
  }

  private Problems() {}

  /**
   * One problem.
   *
   * @param name its name
   * @return the problem
   * @throws NoSuchElementException if there is none with that name; the message lists all names
   */
  public static Problem named(String name) {
    Problem problem = ALL.get(name);
    if (problem == null) {
      throw new NoSuchElementException(
          "No problem is named '%s'. There are: %s.".formatted(name, String.join(", ", names())));
    }
    return problem;
  }

  /**
   * All problems.
   *
   * @return in a fixed order
   */
  public static Collection<Problem> all() {
    return List.copyOf(ALL.values());
  }

  /**
   * The names of all problems.
   *
   * @return in the order of {@link #all}
   */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  private static void add(Problem problem) {
    ALL.put(problem.name(), problem);
  }

  private static void addResiduals(
      String name,
      String formula,
      double[] start,
      double least,
      double[][] minima,
      Function<Jet[], Jet[]> residuals) {
    add(Problem.ofResiduals(name, formula, start, least, minima, residuals));
  }

  private static void addFunction(
      String name,
      String formula,
      double[] start,
      double least,
      double[][] minima,
      Function<Jet[], Jet> function) {
    add(Problem.of(name, formula, start, least, minima, function));
  }

  private static double[] at(double... x) {
    return x;
  }

  private static double[] repeated(int times, double... group) {
    double[] all = new double[times * group.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = group[i % group.length];
    }
    return all;
  }

  private static double[] counted(int n, Function<Integer, Double> element) {
    double[] x = new double[n];
    Arrays.setAll(x, i -> element.apply(i + 1));
    return x;
  }

  private static Jet sum(Jet[] terms) {
    return Arrays.stream(terms).reduce(Jet::plus).orElseThrow();
  }

  private static void addQuadratics() {
    addFunction(
        "quartic",
        "319/8400 x⁴ + 43/4200 x³ − 6799/8400 x² − 299/840 x + 6",
        at(5),
        0.8812471800601562,
        new double[][] {{3.272765339558436}, {-3.2549937308592534}},
        x ->
            x[0].times(319.0 / 8400)
                .plus(43.0 / 4200)
                .times(x[0])
                .minus(6799.0 / 8400)
                .times(x[0])
                .minus(299.0 / 840)
                .times(x[0])
                .plus(6));
    addFunction(
        "bowl",
        "x₁² + 2x₂²",
        at(-5, -2),
        0,
        new double[][] {{0, 0}},
        x -> x[0].squared().plus(x[1].squared().times(2)));
    addResiduals("sphere", "r = xᵢ", at(1, 1, 1), 0, new double[][] {{0, 0, 0}}, x -> x);
    double[] curvatures = {1, 2, 5, 10, 50, 100, 500, 1000};
    addFunction(
        "scaled-quadratic",
        "Σ ½cᵢxᵢ² − xᵢ, c = 1, 2, 5, 10, 50, 100, 500, 1000",
        repeated(8, 1),
        -0.9165,
        new double[][] {{1, 0.5, 0.2, 0.1, 0.02, 0.01, 0.002, 0.001}},
        x -> {
          Jet[] terms = new Jet[8];
          Arrays.setAll(terms, i -> x[i].squared().times(0.5 * curvatures[i]).minus(x[i]));
          return sum(terms);
        });
    addFunction(
        "tridiagonal-quadratic",
        "Σ xᵢ² − Σ xᵢxᵢ₊₁ − Σ xᵢ, n = 6",
        new double[6],
        -14,
        new double[][] {{3, 5, 6, 6, 5, 3}},
        x -> {
          Jet[] terms = new Jet[6];
          Arrays.setAll(
              terms,
              i -> {
                Jet own = x[i].squared().minus(x[i]);
                return i == 5 ? own : own.minus(x[i].times(x[i + 1]));
              });
          return sum(terms);
        });
  }

  private static void addPlane() {
    addResiduals(
        "rosenbrock",
        "r = 10(x₂ − x₁²), 1 − x₁",
        at(-1.2, 1),
        0,
        new double[][] {{1, 1}},
        Problems::rosenbrock);
    addResiduals(
        "freudenstein-roth",
        "r = −13 + x₁ + ((5 − x₂)x₂ − 2)x₂, −29 + x₁ + ((x₂ + 1)x₂ − 14)x₂",
        at(0.5, -2),
        0,
        new double[][] {{5, 4}, {11.412779, -0.896805}},
        x ->
            new Jet[] {
              x[1].times(-1).plus(5).times(x[1]).minus(2).times(x[1]).plus(x[0]).minus(13),
              x[1].plus(1).times(x[1]).minus(14).times(x[1]).plus(x[0]).minus(29)
            });
    addResiduals(
        "powell-badly-scaled",
        "r = 10⁴x₁x₂ − 1, e^−x₁ + e^−x₂ − 1.0001",
        at(0, 1),
        0,
        new double[][] {{1.098159329699759e-5, 9.106146739867453}},
        x ->
            new Jet[] {
              x[0].times(x[1]).times(1e4).minus(1),
              x[0].times(-1).exp().plus(x[1].times(-1).exp()).minus(1.0001)
            });
    addResiduals(
        "brown-badly-scaled",
        "r = x₁ − 10⁶, x₂ − 2·10⁻⁶, x₁x₂ − 2",
        at(1, 1),
        0,
        new double[][] {{1e6, 2e-6}},
        x -> new Jet[] {x[0].minus(1e6), x[1].minus(2e-6), x[0].times(x[1]).minus(2)});
    addResiduals(
        "beale",
        "r = cᵢ − x₁(1 − x₂ⁱ), c = 1.5, 2.25, 2.625",
        at(1, 1),
        0,
        new double[][] {{3, 0.5}},
        x -> {
          Jet y2 = x[1].squared();
          return new Jet[] {
            x[0].times(x[1].minus(1)).plus(1.5),
            x[0].times(y2.minus(1)).plus(2.25),
            x[0].times(y2.times(x[1]).minus(1)).plus(2.625)
          };
        });
    addResiduals(
        "jennrich-sampson",
        "r = 2 + 2i − (e^(ix₁) + e^(ix₂)), i = 1 … 10",
        at(0.3, 0.4),
        124.36218235561473,
        new double[][] {{0.2578252135, 0.2578252135}},
        x -> {
          Jet[] r = new Jet[10];
          Arrays.setAll(
              r,
              i ->
                  x[0].times(i + 1)
                      .exp()
                      .plus(x[1].times(i + 1).exp())
                      .times(-1)
                      .plus(2 + 2 * (i + 1)));
          return r;
        });
    addResiduals(
        "himmelblau",
        "r = x₁² + x₂ − 11, x₁ + x₂² − 7",
        at(0, 0),
        0,
        new double[][] {
          {3, 2}, {-2.805118, 3.131313}, {-3.779310, -3.283186}, {3.584428, -1.848127}
        },
        x -> new Jet[] {x[0].squared().plus(x[1]).minus(11), x[0].plus(x[1].squared()).minus(7)});
    addFunction(
        "goldstein-price",
        "(1 + (a + b + 1)²(19 − 14a + 3a² − 14b + 6ab + 3b²))(30 + (2a − 3b)²(18 − 32a + 12a² + 48b − 36ab + 27b²))",
        at(0, 0),
        3,
        new double[][] {{0, -1}, {-0.6, -0.4}, {1.8, 0.2}, {1.2, 0.8}},
        x -> {
          Jet a = x[0];
          Jet b = x[1];
          Jet ab = a.times(b);
          Jet left =
              a.squared()
                  .times(3)
                  .minus(a.times(14))
                  .minus(b.times(14))
                  .plus(ab.times(6))
                  .plus(b.squared().times(3))
                  .plus(19)
                  .times(a.plus(b).plus(1).squared())
                  .plus(1);
          Jet right =
              a.squared()
                  .times(12)
                  .minus(a.times(32))
                  .plus(b.times(48))
                  .minus(ab.times(36))
                  .plus(b.squared().times(27))
                  .plus(18)
                  .times(a.times(2).minus(b.times(3)).squared())
                  .plus(30);
          return left.times(right);
        });
    addFunction(
        "three-hump-camel",
        "2x² − 1.05x⁴ + x⁶/6 + xy + y²",
        at(2, 2),
        0,
        new double[][] {{0, 0}, {1.7475523, -0.8737762}, {-1.7475523, 0.8737762}},
        x -> {
          Jet x2 = x[0].squared();
          return x2.times(1.0 / 6)
              .minus(1.05)
              .times(x2)
              .plus(2)
              .times(x2)
              .plus(x[0].times(x[1]))
              .plus(x[1].squared());
        });
    addFunction(
        "mckinnon",
        "(x₁ ≤ 0 ? 360 : 6) x₁² + x₂ + x₂²",
        at(0, 0),
        -0.25,
        new double[][] {{0, -0.5}},
        x -> x[0].squared().times(x[0].value() <= 0 ? 360 : 6).plus(x[1]).plus(x[1].squared()));
  }

  private static void addSpace() {
    addResiduals(
        "helical-valley",
        "r = 10(x₃ − 10θ), 10(√(x₁² + x₂²) − 1), x₃; θ = atan(x₂/x₁)/2π, + ½ for x₁ < 0",
        at(-1, 0, 0),
        0,
        new double[][] {{1, 0, 0}},
        x ->
            new Jet[] {
              x[1].over(x[0])
                  .atan()
                  .times(-100 / (2 * Math.PI))
                  .plus(x[2].times(10))
                  .minus(x[0].value() < 0 ? 50 : 0),
              x[0].squared().plus(x[1].squared()).sqrt().minus(1).times(10),
              x[2]
            });
    double[] y = {
      0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39
    };
    addResiduals(
        "bard",
        "r = yᵢ − (x₁ + i/((16 − i)x₂ + min(i, 16 − i)x₃)), i = 1 … 15",
        at(1, 1, 1),
        8.214877306578994e-3,
        new double[][] {{0.0824105597, 1.1330360919, 2.3436951787}},
        x -> {
          Jet[] r = new Jet[15];
          Arrays.setAll(
              r,
              j -> {
                double i = j + 1;
                Jet below = x[1].times(16 - i).plus(x[2].times(Math.min(i, 16 - i)));
                return x[0].minus(y[j]).plus(x[0].times(0).plus(i).over(below)).times(-1);
              });
          return r;
        });
    addResiduals(
        "box",
        "r = e^(−tx₁) − e^(−tx₂) − x₃(e^(−t) − e^(−10t)), t = 0.1i, i = 1 … 10",
        at(0, 10, 20),
        0,
        new double[][] {{1, 10, 1}, {10, 1, -1}},
        x -> {
          Jet[] r = new Jet[10];
          Arrays.setAll(
              r,
              i -> {
                double t = 0.1 * (i + 1);
                return x[0].times(-t)
                    .exp()
                    .minus(x[1].times(-t).exp())
                    .minus(x[2].times(StrictMath.exp(-t) - StrictMath.exp(-10 * t)));
              });
          return r;
        });
    addResiduals(
        "powell-singular",
        "r = x₁ + 10x₂, √5(x₃ − x₄), (x₂ − 2x₃)², √10(x₁ − x₄)²",
        at(3, -1, 0, 1),
        0,
        new double[][] {{0, 0, 0, 0}},
        Problems::powell);
    addResiduals(
        "wood",
        "r = 10(x₂ − x₁²), 1 − x₁, √90(x₄ − x₃²), 1 − x₃, √10(x₂ + x₄ − 2), (x₂ − x₄)/√10",
        at(-3, -1, -3, -1),
        0,
        new double[][] {{1, 1, 1, 1}},
        x ->
            new Jet[] {
              x[1].minus(x[0].squared()).times(10),
              x[0].minus(1),
              x[3].minus(x[2].squared()).times(Math.sqrt(90)),
              x[2].minus(1),
              x[1].plus(x[3]).minus(2).times(Math.sqrt(10)),
              x[1].minus(x[3]).times(1 / Math.sqrt(10))
            });
    addResiduals(
        "brown-dennis",
        "r = (x₁ + tx₂ − eᵗ)² + (x₃ + x₄ sin t − cos t)², t = i/5, i = 1 … 20",
        at(25, 5, -5, -1),
        85822.20162635628,
        new double[][] {{-11.594439905, 13.203630051, -0.4034394880, 0.2367787445}},
        x -> {
          Jet[] r = new Jet[20];
          Arrays.setAll(
              r,
              i -> {
                double t = (i + 1) / 5.0;
                Jet left = x[0].plus(x[1].times(t)).minus(StrictMath.exp(t));
                Jet right = x[2].plus(x[3].times(StrictMath.sin(t))).minus(StrictMath.cos(t));
                return left.squared().plus(right.squared());
              });
          return r;
        });
  }

  private static void addAnyDimension() {
    addResiduals(
        "extended-rosenbrock",
        "Rosenbrock's residuals for each pair, n = 6",
        repeated(3, -1.2, 1),
        0,
        new double[][] {repeated(6, 1)},
        x -> groups(x, 2, Problems::rosenbrock));
    addResiduals(
        "extended-powell",
        "Powell's singular residuals for each four, n = 8",
        repeated(2, 3, -1, 0, 1),
        0,
        new double[][] {new double[8]},
        x -> groups(x, 4, Problems::powell));
    addResiduals(
        "penalty",
        "r = √1e-5 (xᵢ − 1), Σ xᵢ² − ¼, n = 4",
        at(1, 2, 3, 4),
        2.249977511665e-5,
        new double[][] {repeated(4, 0.2500074995)},
        x -> {
          Jet[] r = new Jet[5];
          Jet[] squares = new Jet[4];
          for (int i = 0; i < 4; i++) {
            r[i] = x[i].minus(1).times(Math.sqrt(1e-5));
            squares[i] = x[i].squared();
          }
          r[4] = sum(squares).minus(0.25);
          return r;
        });
    addResiduals(
        "variably-dimensioned",
        "r = xᵢ − 1, s, s²; s = Σ i(xᵢ − 1), n = 6",
        counted(6, i -> 1 - i / 6.0),
        0,
        new double[][] {repeated(6, 1)},
        x -> {
          Jet[] r = new Jet[8];
          Jet[] terms = new Jet[6];
          for (int i = 0; i < 6; i++) {
            r[i] = x[i].minus(1);
            terms[i] = r[i].times(i + 1);
          }
          r[6] = sum(terms);
          r[7] = r[6].squared();
          return r;
        });
    addResiduals(
        "trigonometric",
        "r = n − Σ cos xⱼ + i(1 − cos xᵢ) − sin xᵢ, n = 5",
        repeated(5, 0.2),
        0,
        new double[][] {
          new double[5],
          {
            0.10454850688520677,
            0.11156249728066185,
            0.12120260702025595,
            0.35339436457174583,
            0.1904899004108326
          }
        },
        x -> {
          Jet cosines = sum(Arrays.stream(x).map(Jet::cos).toArray(Jet[]::new));
          Jet[] r = new Jet[5];
          Arrays.setAll(
              r, i -> x[i].cos().minus(1).times(-(i + 1)).minus(cosines).plus(5).minus(x[i].sin()));
          return r;
        });
    addResiduals(
        "broyden-tridiagonal",
        "r = (3 − 2xᵢ)xᵢ − xᵢ₋₁ − 2xᵢ₊₁ + 1, n = 10",
        repeated(10, -1),
        0,
        new double[][] {
          {
            -0.5707221320, -0.6818069499, -0.7022100760, -0.7055106298, -0.7049061557,
            -0.7014966070, -0.6918893223, -0.6657965144, -0.5960351090, -0.4164122574
          }
        },
        x -> {
          Jet[] r = new Jet[10];
          Arrays.setAll(
              r,
              i -> {
                Jet own = x[i].times(-2).plus(3).times(x[i]).plus(1);
                Jet left = i == 0 ? own : own.minus(x[i - 1]);
                return i == 9 ? left : left.minus(x[i + 1].times(2));
              });
          return r;
        });
  }

  private static Jet[] rosenbrock(Jet[] x) {
    return new Jet[] {x[1].minus(x[0].squared()).times(10), x[0].minus(1)};
  }

  private static Jet[] powell(Jet[] x) {
    return new Jet[] {
      x[0].plus(x[1].times(10)),
      x[2].minus(x[3]).times(Math.sqrt(5)),
      x[1].minus(x[2].times(2)).squared(),
      x[0].minus(x[3]).squared().times(Math.sqrt(10))
    };
  }

  private static Jet[] groups(Jet[] x, int size, Function<Jet[], Jet[]> residuals) {
    List<Jet> all = new ArrayList<>();
    for (int i = 0; i < x.length; i += size) {
      all.addAll(List.of(residuals.apply(Arrays.copyOfRange(x, i, i + size))));
    }
    return all.toArray(Jet[]::new);
  }
}
