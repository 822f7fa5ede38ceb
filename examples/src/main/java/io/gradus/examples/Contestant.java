package io.gradus.examples;

import io.gradus.api.Configuration;
import io.gradus.api.ConstantSchedule;
import io.gradus.api.GradientOptimizer;
import io.gradus.dl4j.Dl4j;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What runs in a race.
 *
 * @param name as the table has it
 * @param learningRate the first step's learning rate
 * @param steady whether the learning rate stays what it is
 * @param configuration name and hyper-parameters
 * @param updater makes the updater; may fail
 */
record Contestant(
    String name,
    double learningRate,
    boolean steady,
    Map<String, Object> configuration,
    Supplier<IUpdater> updater) {

  /** The name of DL4J's own Adam in the table. */
  static final String REFERENCE = "dl4j Adam (reference)";

  static Contestant of(GradientOptimizer optimizer) {
    return new Contestant(
        optimizer.description().name(),
        optimizer.learningRate().at(0, 0),
        optimizer.learningRate() instanceof ConstantSchedule,
        Configuration.toMap(optimizer),
        () -> Dl4j.updater(optimizer));
  }

  /** DL4J's own Adam, to compare with. */
  static Contestant reference(double learningRate) {
    Adam adam = new Adam(learningRate);
    return new Contestant(
        REFERENCE,
        learningRate,
        true,
        Map.of(
            "name",
            Adam.class.getName(),
            "learningRate",
            learningRate,
            "beta1",
            adam.getBeta1(),
            "beta2",
            adam.getBeta2(),
            "epsilon",
            adam.getEpsilon()),
        () -> adam);
  }

  boolean isReference() {
    return name.equals(REFERENCE);
  }
}
