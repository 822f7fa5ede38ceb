package io.gradus.initializers;

import com.google.auto.service.AutoService;
import io.gradus.api.Algorithm;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Hyperparameters;
import io.gradus.api.Initializer;
import io.gradus.api.Shape;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Normal numbers with a fixed fraction of each column zero: every unit listens to a few inputs.
 *
 * <pre>
 * in each column of r rows, ⌈sparsity · r⌉ elements chosen at random are 0; the others are σ z
 * </pre>
 *
 * <p>Martens (2010), <i>Deep Learning via Hessian-Free Optimization</i>, who leaves each unit 15
 * inputs. In {@code [fanIn, fanOut]} a column is one unit's inputs, so the rule is the paper's.
 * PyTorch's {@code sparse_} has the same rule and the same σ, but its weights are transposed, so
 * there a column holds what one input reaches; and where sparsity · r is a whole number that
 * rounding has raised, such as 0.07 · 100, it zeroes one element more.
 *
 * <pre>{@code
 * double[] weights = new Sparse().draw(Shape.dense(784, 256), 42);
 * }</pre>
 *
 * @param sparsity the fraction of each column that is zero
 * @param standardDeviation σ of the others
 */
@AutoService(Initializer.class)
@Algorithm(
    name = "sparse",
    summary = "Normal numbers with a fixed fraction of each column zero.",
    citation = "Martens (2010), Deep Learning via Hessian-Free Optimization",
    link = "https://icml.cc/Conferences/2010/papers/458.pdf")
public record Sparse(
    @Hyperparameter(value = "fraction of each column that is zero", range = "[0, 1]")
        double sparsity,
    @Hyperparameter(value = "standard deviation σ of the rest", range = "[0, inf)")
        double standardDeviation)
    implements Initializer, SparseWithers {

  public Sparse {
    Hyperparameters.check(Sparse.class, sparsity, standardDeviation);
  }

  /** Nine tenths zero, σ = 0.01. */
  public Sparse() {
    this(0.9, 0.01);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the shape is not a matrix's
   */
  @Override
  public void fill(double[] tensor, Shape shape, RandomGenerator random) {
    Shapes.require(shape.dimensions().size() == 2, shape, "Sparse initialization needs a matrix");
    if (shape.size() == 0) {
      return;
    }
    new Normal(0, standardDeviation).fill(tensor, shape, random);
    int rows = shape.dimensions().get(0).intValue();
    int columns = shape.dimensions().get(1).intValue();
    // 0.07 of 100 is 7, though the product of the doubles is a little more
    int zeros = (int) Math.ceil(sparsity * rows * (1 - 0x1p-50));
    int[] shuffled = IntStream.range(0, rows).toArray();
    for (int column = 0; column < columns; column++) {
      for (int i = 0; i < zeros; i++) { // the Fisher–Yates shuffle, as far as it is needed
        int j = i + (int) (random.nextDouble() * (rows - i));
        int row = shuffled[j];
        shuffled[j] = shuffled[i];
        shuffled[i] = row;
        tensor[row * columns + column] = 0;
      }
    }
  }
}
