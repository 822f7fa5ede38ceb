package io.gradus.kernel;

import io.gradus.api.Op;

/** The loops of the interpreter over one type of heap array, {@code A}. */
interface Lanes<A> {

  /**
   * Bytes added to the requested length of an array. Processors first compare the lowest twelve
   * address bits of a load with those of earlier stores: with contiguous arrays, each a multiple of
   * 4,096 bytes long, every load would wait for a store to the previous array.
   */
  int GAP = 832;

  /** An array for at least this many elements, all 0. */
  A allocate(int length);

  void load(Memory memory, long from, A to, int count);

  void store(A from, Memory memory, long at, int count);

  /** Rounds a number to the type and spreads it. */
  void fill(A array, double value);

  /** Applies an element-wise operation; the result may be one of the operands. */
  void apply(Op op, A result, A a, A b, A c, int count);

  /** Draws the noise for a run of elements. */
  void noise(double key, long from, A to, int count);

  /** Sums one block: see {@link io.gradus.api.Reduction}. */
  double sum(A array, int count);

  /** Sums the squares of one block's elements, each of them times a number, in double. */
  double sumOfSquares(A array, int count, double scale);

  double greatest(A array, int count);
}
