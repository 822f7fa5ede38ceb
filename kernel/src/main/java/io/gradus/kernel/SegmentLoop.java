package io.gradus.kernel;

/** Computes a pass directly on memory segments, which Java 17 code cannot name. Stateless. */
interface SegmentLoop {

  /**
   * Computes every result from the inputs, as far as they fill whole vectors.
   *
   * @param inputs one memory segment for each of {@link Plan.Pass#inputs}
   * @param outputs one memory segment for each of {@link Plan.Pass#outputs}; may be an input's
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param from the first element within the segments
   * @param count elements to compute
   * @return how many of these it has computed; fewer than a vector are left
   */
  int run(Object[] inputs, Object[] outputs, double[] scalars, long from, int count);
}
