package io.gradus.conformance.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/** The steps that every check takes, and the ways to take them. */
final class Trial {

  /** Gradients of the first step: ordinary, large, tiny, zero. */
  static final double[] FIRST = {0.5, -2, 1e-4, 0};

  static final double[] PARAMETER = {1.5, -0.25, 3, 0.75};

  /** Big then small, changing sign, mostly zero, tiny throughout. */
  static final double[][] GRADIENTS = {
    {2, -0.5, 0, 1e-4},
    {-3, 0.75, 0, 1e-4},
    {2e-3, -0.25, -1, -2e-4},
    {-1e-3, 0.5, 0, 1e-4},
    {1.5e-3, 1, 0, 1e-4},
    {-2e-3, -0.5, 1e-3, -1e-4},
    {0, 0, 0, 0},
    {1e-3, 0.25, -1e-3, 3e-4},
    {-2.5e-3, -2, 0, 1e-4},
    {1e-4, 1.5, 3, -1e-4},
    {-1e-4, 0.125, 0, 1e-4},
    {0.5, -0.125, 0.01, 1e-4}
  };

  private Trial() {}

  static Block fresh(UpdaterSubject<?> subject, IUpdater updater) {
    return Block.fresh(updater, subject.before(), DataType.DOUBLE, PARAMETER.length);
  }

  /** The steps from a given one on, each at the iteration with its number. */
  static List<double[]> steps(Block block, int from) {
    List<double[]> updates = new ArrayList<>();
    for (int t = from; t < GRADIENTS.length; t++) {
      updates.add(block.step(GRADIENTS[t], PARAMETER, t, 0));
    }
    return updates;
  }

  /** Sets a rate that changes over the steps, relative to the updater's own. */
  static <U extends IUpdater> U atChangingRate(U updater) {
    if (updater.hasLearningRate()) {
      updater.setLrAndSchedule(Double.NaN, new KitRate(updater.getLearningRate(0, 0)));
    }
    return updater;
  }

  static double rate(IUpdater updater, int iteration, int epoch) {
    return updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : Double.NaN;
  }

  static double[] negated(double[] values) {
    double[] negated = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      negated[i] = -values[i];
    }
    return negated;
  }
}
