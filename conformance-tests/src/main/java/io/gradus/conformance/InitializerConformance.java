package io.gradus.conformance;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The specification of an initializer as tests. Subclass it, and every requirement of SPEC.md whose
 * number begins with I is tested.
 *
 * <pre>{@code
 * class LecunNormalTest extends InitializerConformance<LecunNormal> {
 *   @Override
 *   protected List<LecunNormal> initializers() {
 *     return List.of(new LecunNormal());
 *   }
 *
 *   @Override
 *   protected Law closedForm(LecunNormal initializer, Shape shape) {
 *     return Law.normal(0, 1 / Math.sqrt(shape.fanIn()));
 *   }
 * }
 * }</pre>
 *
 * <p>Samples are drawn from fixed seeds and compared within bounds that follow from their size:
 * five standard errors for moments, and a probability of one in a million for everything else.
 *
 * @param <I> the initializer
 */
public abstract class InitializerConformance<I extends Initializer> {

  private static final long SEED = 42;

  private static final double STANDARD_ERRORS = 5;

  /** The probability of a false failure, for tests other than those of moments. */
  private static final double CHANCE = 1e-6;

  /** A dense layer with 60 000 weights and unequal fans. */
  private static final Shape DENSE = Shape.dense(300, 200);

  /** A convolution [out, in, height, width] with 18 432 weights; fans count its receptive field. */
  private static final Shape CONVOLUTION = new Shape(List.of(64L, 32L, 3L, 3L), 288, 576);

  /** A convolution whose fans cannot be derived from its dimensions: strided and grouped. */
  private static final Shape STATED = new Shape(List.of(80L, 60L, 5L), 187.5, 62.5);

  private static final Shape VECTOR = new Shape(List.of(701L), 30, 10);

  private static final List<Shape> SHAPES = List.of(DENSE, CONVOLUTION, VECTOR);

  private static final List<Shape> SMALL =
      List.of(
          Shape.dense(1, 1),
          new Shape(List.of(1L), 1, 1),
          new Shape(List.of(1L, 1L, 1L, 1L), 1, 1),
          new Shape(List.of(0L, 4L), 0, 4),
          new Shape(List.of(4L, 0L), 4, 0),
          new Shape(List.of(4L, 4L, 0L), 0, 0));

  /** For the subclass. */
  protected InitializerConformance() {}

  /**
   * The initializer in every configuration to be tested: its defaults, each option on and off.
   *
   * @return at least one
   */
  protected abstract List<I> initializers();

  /**
   * The distribution of every element, written from the publication and independently of the
   * initializer.
   *
   * @param initializer one of {@link #initializers()}
   * @param shape the dimensions, and the fans that the host states
   * @return the law
   */
  protected abstract Law closedForm(I initializer, Shape shape);

  /**
   * Whether the initializer can fill a shape. If not, it must reject the shape.
   *
   * @param initializer one of {@link #initializers()}
   * @param shape one of the kit's shapes
   * @return true by default
   */
  protected boolean fills(I initializer, Shape shape) {
    return true;
  }

  /**
   * Where to look for plug-ins.
   *
   * @return the class loader of the initializer by default
   */
  protected ClassLoader loader() {
    return initializers().get(0).getClass().getClassLoader();
  }

  @Test
  @DisplayName("I-1 all randomness comes from the given generator")
  void oneSeedOneTensor() {
    check(
        "I-1",
        SHAPES,
        (findings, initializer, shape) -> {
          double[] expected = initializer.draw(shape, SEED);
          List<double[]> others = Concurrent.run(() -> initializer.draw(shape, SEED));
          for (double[] other : others) {
            same(findings, initializer, shape, "drawn again", expected, other);
          }
        });
  }

  @Test
  @DisplayName(
      "I-2 every element is written, in row-major order, whatever order the host stores them in")
  void writesEveryElement() {
    check(
        "I-2",
        SHAPES,
        (findings, initializer, shape) -> {
          double[] expected = initializer.draw(shape, SEED);
          double[] dirty = new double[shape.size()];
          Arrays.fill(dirty, Double.NaN);
          initializer.fill(dirty, shape, Initializer.random(SEED));
          same(findings, initializer, shape, "in an array that was full of NaN", expected, dirty);
        });
  }

  @Test
  @DisplayName("I-3 fan-in and fan-out are those that the host states")
  void takesTheStatedFans() {
    check(
        "I-3",
        List.of(STATED),
        (findings, initializer, shape) -> {
          if (closedForm(initializer, shape) instanceof Law.Drawn law) {
            variance(findings, initializer, shape, law);
          }
        });
  }

  @Test
  @DisplayName("I-4 a shape that an initializer cannot fill is refused with a sentence")
  void refusesOtherShapes() {
    Findings findings = new Findings("I-4");
    for (I initializer : initializers()) {
      List<Shape> shapes = new ArrayList<>(SHAPES);
      shapes.add(STATED);
      for (Shape shape : shapes) {
        boolean fills = fills(initializer, shape);
        String expected = fills ? "a tensor" : "a refusal that contains " + shape.dimensions();
        try {
          initializer.draw(shape, SEED);
          findings.that(fills, initializer, () -> "shape " + shape, expected, "a tensor");
        } catch (IllegalArgumentException refusal) {
          findings.that(
              !fills && refusal.getMessage().contains(shape.dimensions().toString()),
              initializer,
              () -> "shape " + shape,
              expected,
              refusal);
        } catch (RuntimeException other) {
          findings.that(false, initializer, () -> "shape " + shape, expected, other);
        }
      }
    }
    findings.assertNone();
  }

  @Test
  @DisplayName("I-6 the mean is the closed form's, and so is every element that is not drawn")
  void mean() {
    check(
        "I-6",
        SHAPES,
        (findings, initializer, shape) -> {
          double[] tensor = initializer.draw(shape, SEED);
          Law law = closedForm(initializer, shape);
          if (law instanceof Law.Fixed fixed) {
            double[] expected =
                IntStream.range(0, tensor.length).mapToDouble(fixed.element()).toArray();
            same(findings, initializer, shape, "the value", expected, tensor);
          } else if (law instanceof Law.Drawn drawn) {
            findings.close(
                initializer,
                where(shape, "the mean of " + tensor.length + " elements"),
                drawn.mean(),
                Arrays.stream(tensor).average().orElse(Double.NaN),
                STANDARD_ERRORS * Math.sqrt(drawn.variance() / tensor.length));
          }
        });
  }

  @Test
  @DisplayName("I-7 the variance is the closed form's")
  void variance() {
    check(
        "I-7",
        SHAPES,
        (findings, initializer, shape) -> {
          if (closedForm(initializer, shape) instanceof Law.Drawn law) {
            variance(findings, initializer, shape, law);
          }
        });
  }

  @Test
  @DisplayName("I-8 no number is out of bounds, and the extremes come close to the bounds")
  void support() {
    check(
        "I-8",
        SHAPES,
        (findings, initializer, shape) -> {
          if (!(closedForm(initializer, shape) instanceof Law.Drawn law)) {
            return;
          }
          double[] tensor = initializer.draw(shape, SEED);
          String bounds = "from %s to %s".formatted(law.low(), law.high());
          for (int i = 0; i < tensor.length; i++) {
            int element = i;
            findings.that(
                tensor[i] >= law.low() && tensor[i] <= law.high(),
                initializer,
                () -> "element %d, shape %s, seed %d".formatted(element, shape, SEED),
                bounds,
                tensor[i]);
          }
          double rest = 1 - Math.pow(CHANCE, 1.0 / tensor.length); // P(none there) = CHANCE
          double least = Arrays.stream(tensor).min().orElse(Double.NaN);
          double most = Arrays.stream(tensor).max().orElse(Double.NaN);
          findings.close(
              initializer,
              where(shape, "F of the least element"),
              0,
              law.distribution().applyAsDouble(least),
              rest);
          findings.close(
              initializer,
              where(shape, "F of the greatest element"),
              1,
              law.distribution().applyAsDouble(most),
              rest);
        });
  }

  @Test
  @DisplayName("I-9 the distribution is the closed form's")
  void distribution() {
    check(
        "I-9",
        SHAPES,
        (findings, initializer, shape) -> {
          if (!(closedForm(initializer, shape) instanceof Law.Drawn law)) {
            return;
          }
          double[] sorted = initializer.draw(shape, SEED);
          Arrays.sort(sorted);
          int n = sorted.length;
          // Dvoretzky, Kiefer & Wolfowitz (1956), with the constant of Massart (1990)
          double bound = Math.sqrt(Math.log(2 / CHANCE) / (2 * n));
          for (int i = 0; i < n; i += Math.max(1, n / 500)) {
            double x = sorted[i];
            int last = i;
            while (last + 1 < n && sorted[last + 1] == x) {
              last++;
            }
            findings.close(
                initializer,
                where(shape, "the share of elements up to " + x),
                law.distribution().applyAsDouble(x),
                (last + 1.0) / n,
                bound);
          }
        });
  }

  @Test
  @DisplayName("I-10 another seed gives another tensor, unless nothing is drawn")
  void otherSeeds() {
    check(
        "I-10",
        SHAPES,
        (findings, initializer, shape) -> {
          boolean drawn = closedForm(initializer, shape) instanceof Law.Drawn;
          double[] first = initializer.draw(shape, SEED);
          for (long seed : new long[] {0, -1, SEED + 1, Long.MAX_VALUE}) {
            boolean differs = !Arrays.equals(first, initializer.draw(shape, seed));
            findings.that(
                differs == drawn,
                initializer,
                () -> "shape %s, seeds %d and %d".formatted(shape, SEED, seed),
                drawn ? "different tensors" : "one tensor",
                differs ? "different tensors" : "one tensor");
          }
        });
  }

  @Test
  @DisplayName("I-11 tensors of one element or none are filled like any other")
  void smallShapes() {
    check(
        "I-11",
        SMALL,
        (findings, initializer, shape) -> {
          double[] tensor;
          try {
            tensor = initializer.draw(shape, SEED);
          } catch (RuntimeException thrown) {
            findings.that(false, initializer, () -> "shape " + shape, "a tensor", thrown);
            return;
          }
          if (tensor.length == 0) {
            return;
          }
          Law law = closedForm(initializer, shape);
          if (law instanceof Law.Fixed fixed) {
            double expected = fixed.element().applyAsDouble(0);
            findings.same(initializer, where(shape, "element 0"), expected, tensor[0]);
          } else if (law instanceof Law.Drawn drawn) {
            findings.that(
                tensor[0] >= drawn.low() && tensor[0] <= drawn.high(),
                initializer,
                where(shape, "element 0"),
                "from %s to %s".formatted(drawn.low(), drawn.high()),
                tensor[0]);
          }
        });
  }

  @Test
  @DisplayName("I-5.1 a configuration survives a map, complete and equal")
  void configurationRoundTrip() {
    rules().roundTrip();
  }

  @Test
  @DisplayName("I-5.2 numbers that are NaN or out of range are refused by name")
  void refusesBadNumbers() {
    rules().refusesBadNumbers();
  }

  @Test
  @DisplayName("I-5.3 it is installed under its name and aliases, with the defaults of its record")
  void isInstalled() {
    rules().isInstalled();
  }

  @Test
  @DisplayName("I-5.5 a different value of any hyper-parameter makes a different initializer")
  void isEqualByEveryComponent() {
    rules().isEqualByEveryComponent();
  }

  private PluginRules<I> rules() {
    return new PluginRules<>(Initializer.class, "I-5", initializers(), loader());
  }

  /** One requirement on one initializer and one shape that it fills. */
  private interface Check<I> {
    void run(Findings findings, I initializer, Shape shape);
  }

  private void check(String rule, List<Shape> shapes, Check<I> check) {
    Findings findings = new Findings(rule);
    for (I initializer : initializers()) {
      for (Shape shape : shapes) {
        if (fills(initializer, shape)) {
          check.run(findings, initializer, shape);
        }
      }
    }
    findings.assertNone();
  }

  /** √((μ₄ − σ⁴)/n) = σ² √((β − 1)/n) is the standard error of a variance about the known mean. */
  private void variance(Findings findings, I initializer, Shape shape, Law.Drawn law) {
    double[] tensor = initializer.draw(shape, SEED);
    double squares = 0;
    for (double x : tensor) {
      squares += (x - law.mean()) * (x - law.mean());
    }
    findings.close(
        initializer,
        where(shape, "the variance of " + tensor.length + " elements"),
        law.variance(),
        squares / tensor.length,
        STANDARD_ERRORS * law.variance() * Math.sqrt((law.kurtosis() - 1) / tensor.length));
  }

  private void same(
      Findings findings,
      I initializer,
      Shape shape,
      String what,
      double[] expected,
      double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      int element = i;
      findings.same(
          initializer,
          () -> "%s, element %d, shape %s, seed %d".formatted(what, element, shape, SEED),
          expected[i],
          actual[i]);
    }
  }

  private static Supplier<String> where(Shape shape, String what) {
    return () -> "%s, shape %s, seed %d".formatted(what, shape, SEED);
  }
}
