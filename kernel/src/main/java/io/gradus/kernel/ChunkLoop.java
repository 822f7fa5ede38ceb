package io.gradus.kernel;

/** Computes one pass of a plan, or a stage of it, on one chunk. Stateless, if it is generated. */
interface ChunkLoop {

  /**
   * Computes every result from the inputs.
   *
   * @param inputs for each of {@link Plan.Pass#inputs} the heap array or the buffer it is read
   *     from; nothing where addresses say it all
   * @param places for each of the inputs where its first element lies, as {@link OffHeap} says
   * @param outputs one heap array for each of {@link Plan.Pass#outputs}, and for each of {@link
   *     Stages#temporaries}; none is an input's
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param index the first element's place in its tensor
   * @param count elements to compute, a chunk at most
   */
  void run(
      Object[] inputs, long[] places, Object[] outputs, double[] scalars, long index, int count);
}
