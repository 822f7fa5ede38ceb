package io.gradus.examples;

import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import io.gradus.initializers.Constant;
import io.gradus.initializers.HeNormal;
import io.gradus.initializers.Normal;
import io.gradus.initializers.XavierNormal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What initial weights do to a deep network before it has learnt anything: symmetry, vanishing,
 * exploding. All numbers are double and come from one seed.
 */
final class InitialWeights {

  /** Units of every layer. */
  static final int WIDTH = 256;

  /** Layers of the perceptron. */
  static final int LAYERS = 20;

  /** Rows and columns of the matrices that are multiplied. */
  static final int ORDER = 10;

  /** Matrices of the longest product. */
  static final int PRODUCTS = 100;

  private static final int EXAMPLES = 128;

  private final long seed;

  InitialWeights(long seed) {
    this.seed = seed;
  }

  /**
   * A way to start.
   *
   * @param name for people
   * @param initializer of every layer's weights
   */
  record Start(String name, Initializer initializer) {}

  /** The ways that are compared. */
  static List<Start> starts() {
    return List.of(
        new Start("constant 1/128", new Constant(1.0 / 128)),
        new Start("too small, σ = 0.02", new Normal(0, 0.02)),
        new Start("too large, σ = 0.2", new Normal(0, 0.2)),
        new Start("Xavier, σ = 1/16", new XavierNormal()),
        new Start("He, σ = √2/16", new HeNormal()));
  }

  /** An activation function. */
  enum Function {
    /** Hyperbolic tangent. */
    TANH("tanh"),
    /** Rectifier. */
    RELU("ReLU");

    private final String title;

    Function(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    double at(double x) {
      return this == TANH ? StrictMath.tanh(x) : Math.max(0, x);
    }
  }

  /**
   * What came through the layers.
   *
   * @param deviations the standard deviation of each layer's activations, over units and examples
   * @param distinctUnits how many units of the last layer differ from all before them
   * @param example the last layer's activations for one example, ascending
   */
  record Signal(List<Double> deviations, int distinctUnits, List<Double> example) {}

  /** Sends standard normal examples through the perceptron; it has no biases. */
  Signal through(Start start, Function function) {
    double[][] activations = rows(new Normal(0, 1).draw(Shape.dense(EXAMPLES, WIDTH), seed), WIDTH);
    double[] deviations = new double[LAYERS];
    for (int layer = 0; layer < LAYERS; layer++) {
      double[][] weights =
          rows(start.initializer().draw(Shape.dense(WIDTH, WIDTH), seed + 1 + layer), WIDTH);
      activations = product(activations, weights);
      for (double[] example : activations) {
        for (int unit = 0; unit < WIDTH; unit++) {
          example[unit] = function.at(example[unit]);
        }
      }
      deviations[layer] = deviation(activations);
    }
    double[][] last = activations;
    long distinct =
        IntStream.range(0, WIDTH)
            .mapToObj(
                unit -> Arrays.stream(last).mapToDouble(example -> example[unit]).boxed().toList())
            .distinct()
            .count();
    return new Signal(
        list(deviations), (int) distinct, Arrays.stream(last[0]).sorted().boxed().toList());
  }

  /**
   * The decimal logarithms of the Frobenius norms of products of 1, 2, … random matrices.
   *
   * @param factor of the standard deviation 1/√n, the one that keeps a vector's length on average
   */
  List<Double> products(double factor) {
    Normal normal = new Normal(0, factor / Math.sqrt(ORDER));
    double[] logarithms = new double[PRODUCTS];
    double[][] product = null;
    for (int k = 0; k < PRODUCTS; k++) {
      double[][] matrix = rows(normal.draw(Shape.dense(ORDER, ORDER), seed + k), ORDER);
      product = product == null ? matrix : product(product, matrix);
      double squares = 0;
      for (double[] row : product) {
        for (double each : row) {
          squares += each * each;
        }
      }
      logarithms[k] = StrictMath.log10(squares) / 2;
    }
    return list(logarithms);
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static double[][] rows(double[] rowMajor, int columns) {
    double[][] rows = new double[rowMajor.length / columns][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(rowMajor, row * columns, (row + 1) * columns);
    }
    return rows;
  }

  private static double[][] product(double[][] left, double[][] right) {
    int columns = right[0].length;
    double[][] product = new double[left.length][columns];
    for (int i = 0; i < left.length; i++) {
      for (int k = 0; k < right.length; k++) {
        double factor = left[i][k];
        double[] row = right[k];
        for (int j = 0; j < columns; j++) {
          product[i][j] += factor * row[j];
        }
      }
    }
    return product;
  }

  private static double deviation(double[][] values) {
    double mean = Arrays.stream(values).flatMapToDouble(Arrays::stream).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .map(value -> (value - mean) * (value - mean))
            .average()
            .orElseThrow());
  }
}
