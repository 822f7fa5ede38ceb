package io.gradus.dl4j;

/**
 * One number that {@link UpdaterStatsListener} has read off a network.
 *
 * @param iteration DL4J's, from 0
 * @param epoch DL4J's, from 0
 * @param layer the layer, as DL4J names it
 * @param quantity what was read
 * @param value the number
 */
record UpdaterStats(int iteration, int epoch, String layer, String quantity, double value) {}
