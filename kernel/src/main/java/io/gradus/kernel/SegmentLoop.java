package io.gradus.kernel;

/** Computes a pass directly on memory segments, which Java 17 cannot name. Stateless. */
interface SegmentLoop {

  /**
   * Computes every result from the inputs.
   *
   * @param inputs one memory segment for each of {@link Plan.Pass#inputs}
   * @param outputs one memory segment for each of {@link Plan.Pass#outputs}; may be an input's
   * @param scalars one number for each of {@link Plan.Pass#scalars}
   * @param from the first element within the segments
   * @param to the element after the last
   */
  void run(Object[] inputs, Object[] outputs, double[] scalars, long from, long to);
}
