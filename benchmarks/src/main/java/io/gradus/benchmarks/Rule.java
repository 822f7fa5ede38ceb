package io.gradus.benchmarks;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.optimizers.Adam;
import io.gradus.optimizers.AdamW;
import io.gradus.optimizers.Lion;
import io.gradus.optimizers.Momentum;
import io.gradus.optimizers.RmsProp;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** The rules that are measured. All contenders run them with the same hyper-parameters. */
public enum Rule {
  /** Adam as in the paper. */
  ADAM("Adam", 2, false),
  /** Adam with a decoupled decay scaled by the rate, which DL4J has as a regularization. */
  ADAMW("AdamW", 2, true),
  /** Polyak's momentum; DL4J has Nesterov's only. */
  MOMENTUM("SGD-momentum", 1, false),
  /** Lion with its decay; DL4J has none. */
  LION("Lion", 1, true),
  /** RMSProp without momentum. */
  RMSPROP("RMSProp", 1, false);

  static final double RATE = 1e-3;
  static final double BETA1 = 0.9;
  static final double BETA2 = 0.999;
  static final double EPSILON = 1e-8;
  static final double MOMENTUM_DECAY = 0.9;
  static final double LION_BETA2 = 0.99;
  static final double RHO = 0.9;
  static final double WEIGHT_DECAY = 0.01;

  private final String title;
  private final int slots;
  private final boolean readsParameter;

  Rule(String title, int slots, boolean readsParameter) {
    this.title = title;
    this.slots = slots;
    this.readsParameter = readsParameter;
  }

  String title() {
    return title;
  }

  /** How many state arrays it keeps, each as long as the gradient. */
  int slots() {
    return slots;
  }

  boolean readsParameter() {
    return readsParameter;
  }

  GradientOptimizer gradus() {
    return switch (this) {
      case ADAM -> new Adam(RATE);
      case ADAMW ->
          new AdamW(RATE)
              .with("weightDecay", Schedule.constant(WEIGHT_DECAY))
              .with("scaledByRate", true);
      case MOMENTUM -> new Momentum(RATE);
      case LION ->
          new Lion(Schedule.constant(RATE), BETA1, LION_BETA2, Schedule.constant(WEIGHT_DECAY));
      case RMSPROP -> new RmsProp(RATE);
    };
  }

  /** DL4J's nearest updater; null where it has none. */
  IUpdater dl4j() {
    return switch (this) {
      case ADAM, ADAMW -> new org.nd4j.linalg.learning.config.Adam(RATE, BETA1, BETA2, EPSILON);
      case MOMENTUM -> new Nesterovs(RATE, MOMENTUM_DECAY);
      case LION -> null;
      case RMSPROP -> new org.nd4j.linalg.learning.config.RmsProp(RATE, RHO, EPSILON);
    };
  }
}
