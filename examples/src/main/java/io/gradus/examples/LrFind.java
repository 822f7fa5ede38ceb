package io.gradus.examples;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.dl4j.Dl4j;
import io.gradus.schedules.Exponential;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Trains on the digits while the learning rate grows by the same factor at every step, and looks
 * where the loss falls fastest. Smith (2017), Cyclical Learning Rates for Training Neural Networks,
 * section 3.3.
 */
final class LrFind {

  /** The smoothed loss at which the sweep stops, as a multiple of the best. */
  static final double STOP = 4;

  /** How much of the smoothed loss is what it was. */
  static final double SMOOTHING = 0.95;

  /** Smoothing is no smoothing at first: these steps are no candidates. */
  private static final int UNSETTLED = 10;

  private static final int HIDDEN = 64;

  private final Settings settings;
  private final Digits digits = Digits.load();
  private final List<Integer> rows;

  LrFind(Settings settings) {
    this.settings = settings;
    this.rows = digits.split(settings.seed()).train();
  }

  /**
   * What is tried.
   *
   * @param optimizer whose rate is sought
   * @param from the first rate
   * @param to the last
   * @param batch images of a mini-batch
   * @param epochs passes over the training images
   * @param seed of the split, the weights and the order of the images
   */
  record Settings(
      GradientOptimizer optimizer, double from, double to, int batch, int epochs, long seed) {}

  /**
   * One step.
   *
   * @param rate its learning rate
   * @param loss of its mini-batch, before the step
   * @param smoothed the exponential average of the losses so far, corrected for its start at 0
   */
  record Point(double rate, double loss, double smoothed) {}

  /** How many steps a sweep takes that is not stopped. */
  int steps() {
    return settings.epochs() * ((rows.size() + settings.batch() - 1) / settings.batch());
  }

  /** Runs the sweep; the point at which the loss was infinite or no number is left out. */
  List<Point> run(Progress progress) {
    int steps = steps();
    double factor = Math.pow(settings.to() / settings.from(), 1.0 / Math.max(1, steps - 1));
    Schedule sweep = new Exponential(settings.from(), factor, Schedule.Unit.STEPS);
    MultiLayerNetwork network =
        new Network(HIDDEN, settings.seed())
            .with(Dl4j.updater(settings.optimizer().withLearningRate(sweep)));
    List<Point> points = new ArrayList<>();
    double average = 0;
    double best = Double.POSITIVE_INFINITY;
    List<Integer> order = new ArrayList<>(rows);
    for (int step = 0, next = order.size(); step < steps; step++, next += settings.batch()) {
      if (next >= order.size()) {
        Collections.shuffle(order, new Random(31 * settings.seed() + step));
        next = 0;
      }
      network.fit(
          digits.batch(order.subList(next, Math.min(next + settings.batch(), order.size()))));
      double loss = network.score();
      progress.batch(loss);
      average = SMOOTHING * average + (1 - SMOOTHING) * loss;
      double smoothed = average / (1 - Math.pow(SMOOTHING, step + 1));
      if (!Double.isFinite(smoothed)) {
        break;
      }
      points.add(new Point(sweep.at(step, 0), loss, smoothed));
      best = Math.min(best, smoothed);
      if (smoothed > STOP * best) {
        break;
      }
    }
    return points;
  }

  /**
   * The point where the smoothed loss falls fastest for a relative change of the rate, before it is
   * least; none if it never falls.
   */
  static OptionalInt steepest(List<Point> points) {
    int least = 0;
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).smoothed() < points.get(least).smoothed()) {
        least = i;
      }
    }
    int reach = Math.max(1, points.size() / 50);
    OptionalInt found = OptionalInt.empty();
    double steepest = 0;
    for (int i = Math.max(UNSETTLED, reach); i <= least && i + reach < points.size(); i++) {
      double slope = points.get(i + reach).smoothed() - points.get(i - reach).smoothed();
      if (slope < steepest) { // the steps are evenly spaced in the logarithm of the rate
        steepest = slope;
        found = OptionalInt.of(i);
      }
    }
    return found;
  }
}
