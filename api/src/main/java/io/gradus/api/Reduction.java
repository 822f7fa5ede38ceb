package io.gradus.api;

/**
 * How a tensor is summed, so that every executor, with any number of threads and any size of chunk,
 * gets the same bits: in double; in blocks of {@value #BLOCK} elements from the tensor's start;
 * within a block in {@value #LANES} lanes, lane j taking the elements j, j + 8, j + 16 …; the lanes
 * added as ((0+4)+(2+6)) + ((1+5)+(3+7)); the blocks added in order. A row is summed as a tensor of
 * its own.
 *
 * <p>A norm is the square root of such a sum of squares in double. Where that is infinite or so
 * small that squares may have vanished, it is taken again of the elements at another {@link
 * #scale}, and the root divided by it.
 */
public final class Reduction {

  /** Elements in one block. */
  public static final int BLOCK = 1024;

  /** Lanes within a block. */
  public static final int LANES = 8;

  private static final double LARGE = 0x1p600;

  /** Sums of squares below this may lack some that have become 0. */
  private static final double LEAST_SQUARES = 0x1p-900;

  private Reduction() {}

  /**
   * What the elements of a norm are multiplied by before they are squared, where their sum of
   * squares does not do as it is: a power of two, so that nothing is rounded.
   *
   * @param squares the sum of squares of the elements as they are
   * @return 1 where it does
   */
  public static double scale(double squares) {
    if (squares < LEAST_SQUARES) {
      return LARGE;
    }
    return squares == Double.POSITIVE_INFINITY ? 1 / LARGE : 1;
  }

  /**
   * The Euclidean norm of a tensor.
   *
   * @param values the elements
   * @param from the tensor's first element
   * @param to the element after its last
   * @return the norm; 0 for no elements
   */
  public static double norm(double[] values, int from, int to) {
    double squares = sumOfSquares(values, from, to, 1);
    double scale = scale(squares);
    return Math.sqrt(scale == 1 ? squares : sumOfSquares(values, from, to, scale)) / scale;
  }

  private static double sumOfSquares(double[] values, int from, int to, double scale) {
    double[] squares = new double[to - from];
    for (int i = from; i < to; i++) {
      squares[i - from] = (values[i] * scale) * (values[i] * scale);
    }
    return sum(squares, 0, squares.length);
  }

  /**
   * Sums one block.
   *
   * @param values the elements
   * @param from the first element of the block
   * @param to the element after its last, at most {@link #BLOCK} further
   * @return the sum
   */
  public static double sumBlock(double[] values, int from, int to) {
    double[] lanes = new double[LANES];
    for (int i = from; i < to; i++) {
      lanes[(i - from) % LANES] += values[i];
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
        + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  /**
   * Sums a tensor.
   *
   * @param values the elements
   * @param from the tensor's first element
   * @param to the element after its last
   * @return the sum; 0 for no elements
   */
  public static double sum(double[] values, int from, int to) {
    double sum = 0;
    for (int block = from; block < to; block += BLOCK) {
      sum += sumBlock(values, block, Math.min(to, block + BLOCK));
    }
    return sum;
  }
}
