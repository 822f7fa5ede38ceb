package io.gradus.kernel;

/** Computes one pass of a plan, or a stage of it, on one chunk. Stateless if generated. */
interface ChunkLoop {

  /**
   * Computes every result from the inputs.
   *
   * @param inputs for each of {@link Plan.Pass#inputs}, the heap array or buffer that it is read
   *     from; unused where addresses suffice
   * @param places for each of the inputs, where its first element lies; see {@link OffHeap}
   * @param outputs one heap array for each of {@link Plan.Pass#outputs}, and for each of {@link
   *     Stages#temporaries}; none is also an input
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param index the position of the first element in its tensor
   * @param count elements to compute, at most a chunk
   */
  void run(
      Object[] inputs, long[] places, Object[] outputs, double[] scalars, long index, int count);
}
