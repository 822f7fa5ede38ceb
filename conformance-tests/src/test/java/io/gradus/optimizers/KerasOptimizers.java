package io.gradus.optimizers;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.wrappers.DecoupledDecay;
import java.util.Map;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Keras's optimizers and keyword arguments as Gradus's Keras preset. */
final class KerasOptimizers {

  /** Keras's names of hyper-parameters that are numbers, and Gradus's. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("momentum", "momentum"),
          Map.entry("rho", "rho"),
          Map.entry("epsilon", "epsilon"),
          Map.entry("beta_1", "beta1"),
          Map.entry("beta_2", "beta2"),
          Map.entry("beta", "beta"),
          Map.entry("initial_accumulator_value", "initialAccumulator"),
          Map.entry("l1_regularization_strength", "lambda1"),
          Map.entry("l2_shrinkage_regularization_strength", "shrinkage"));

  private KerasOptimizers() {}

  static GradientOptimizer of(String name, JsonNode arguments) {
    boolean amsgrad = arguments.path("amsgrad").asBoolean(false);
    GradientOptimizer optimizer =
        switch (name) {
          case "SGD" ->
              arguments.path("nesterov").asBoolean(false)
                  ? new Nesterov()
                  : arguments.has("momentum") ? new Momentum() : new Sgd();
          case "Adagrad" -> new AdaGrad();
          case "Adadelta" -> new AdaDelta();
          case "RMSprop" -> new RmsProp();
          case "Adam" -> amsgrad ? new AmsGrad() : new Adam();
          case "AdamW" -> new AdamW();
          case "Adamax" -> new AdaMax();
          case "Nadam" -> new NAdam();
          case "Lamb" -> new Lamb();
          case "Lion" -> new Lion();
          case "Ftrl" -> new Ftrl();
          default -> throw new AssertionError("No Gradus optimizer for Keras's " + name);
        };
    optimizer = optimizer.presets().get(Preset.KERAS);
    for (Map.Entry<String, String> entry : NAMES.entrySet()) {
      if (arguments.has(entry.getKey())) {
        optimizer = optimizer.with(entry.getValue(), arguments.get(entry.getKey()).asDouble());
      }
    }
    if (arguments.has("centered")) {
      optimizer = optimizer.with("centered", arguments.get("centered").asBoolean());
    }
    if (arguments.has("learning_rate_power")) {
      optimizer = optimizer.with("power", -arguments.get("learning_rate_power").asDouble());
    }
    if (arguments.has("l2_regularization_strength")) {
      optimizer =
          optimizer.with("lambda2", 2 * arguments.get("l2_regularization_strength").asDouble());
    }
    double decay = arguments.path("weight_decay").asDouble(0);
    if (name.equals("AdamW")) {
      return optimizer.with("weightDecay", decay);
    }
    return decay == 0
        ? optimizer
        : new DecoupledDecay(optimizer, Schedule.constant(decay), true, false, true);
  }
}
