package io.gradus.optimizers;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Preset;
import io.gradus.wrappers.CoupledDecay;
import io.gradus.wrappers.DecoupledDecay;
import org.nd4j.shade.jackson.databind.JsonNode;

/** PyTorch's optimizers and keyword arguments as Gradus's PyTorch preset. */
final class TorchOptimizers {

  private TorchOptimizers() {}

  static GradientOptimizer of(String name, JsonNode arguments) {
    double decay = arguments.path("weight_decay").asDouble(0);
    GradientOptimizer optimizer =
        switch (name) {
          case "SGD" -> sgd(arguments);
          case "Adagrad" -> adaGrad(arguments);
          case "RMSprop" -> rmsProp(arguments);
          case "Adadelta" -> adaDelta(arguments);
          case "Adam" -> adam(arguments);
          case "AdamW" -> adamW(arguments);
          case "Adamax" -> moments(new AdaMax(), arguments);
          case "NAdam" -> nadam(arguments);
          case "RAdam" -> moments(new RAdam(), arguments);
          case "ASGD" -> asgd(arguments);
          case "Rprop" -> rprop(arguments);
          default -> throw new AssertionError("No Gradus optimizer for PyTorch's " + name);
        };
    if (decay == 0 || name.equals("AdamW")) {
      return optimizer;
    }
    return arguments.path("decoupled_weight_decay").asBoolean(false)
        ? new DecoupledDecay(optimizer, decay)
        : new CoupledDecay(optimizer, decay);
  }

  private static GradientOptimizer sgd(JsonNode arguments) {
    if (!arguments.has("momentum")) {
      return Preset.PYTORCH.of(Sgd.class).with("learningRate", arguments.get("lr").asDouble());
    }
    boolean nesterov = arguments.path("nesterov").asBoolean(false);
    GradientOptimizer preset =
        nesterov ? Preset.PYTORCH.of(Nesterov.class) : Preset.PYTORCH.of(Momentum.class);
    preset =
        preset
            .with("learningRate", arguments.get("lr").asDouble())
            .with("momentum", arguments.get("momentum").asDouble());
    return arguments.has("dampening")
        ? preset.with("dampening", arguments.get("dampening").asDouble())
        : preset;
  }

  private static GradientOptimizer adaGrad(JsonNode arguments) {
    return Preset.PYTORCH
        .of(AdaGrad.class)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("learningRateDecay", arguments.path("lr_decay").asDouble(0))
        .with("initialAccumulator", arguments.path("initial_accumulator_value").asDouble(0))
        .with("epsilon", arguments.path("eps").asDouble(1e-10));
  }

  private static GradientOptimizer rmsProp(JsonNode arguments) {
    return Preset.PYTORCH
        .of(RmsProp.class)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("rho", arguments.path("alpha").asDouble(0.99))
        .with("epsilon", arguments.path("eps").asDouble(1e-8))
        .with("momentum", arguments.path("momentum").asDouble(0))
        .with("centered", arguments.path("centered").asBoolean(false));
  }

  private static GradientOptimizer adaDelta(JsonNode arguments) {
    return Preset.PYTORCH
        .of(AdaDelta.class)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("rho", arguments.path("rho").asDouble(0.9))
        .with("epsilon", arguments.path("eps").asDouble(1e-6));
  }

  private static GradientOptimizer adam(JsonNode arguments) {
    boolean amsgrad = arguments.path("amsgrad").asBoolean(false);
    return moments(amsgrad ? new AmsGrad() : new Adam(), arguments);
  }

  private static GradientOptimizer adamW(JsonNode arguments) {
    return moments(new AdamW(), arguments)
        .with("amsgrad", arguments.path("amsgrad").asBoolean(false))
        .with("weightDecay", arguments.path("weight_decay").asDouble(0.01));
  }

  /**
   * The traces are of the sound formula, as PyTorch 1.13 computes it over lists of tensors and
   * PyTorch 2 always; with μₜ twice in the product, as in the single-tensor loop of 1.13 (pytorch
   * #92699), they would be off by 3.6e-5 and 2.1e-3.
   */
  private static GradientOptimizer nadam(JsonNode arguments) {
    return moments(new NAdam(), arguments)
        .with("momentumDecay", arguments.path("momentum_decay").asDouble(0.004));
  }

  private static GradientOptimizer asgd(JsonNode arguments) {
    return Preset.PYTORCH
        .of(Asgd.class)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("lambda", arguments.path("lambd").asDouble(1e-4))
        .with("power", arguments.path("alpha").asDouble(0.75))
        .with("averagingStart", arguments.path("t0").asLong(1_000_000));
  }

  /** PyTorch's learning rate is where the step sizes begin. */
  private static GradientOptimizer rprop(JsonNode arguments) {
    return Preset.PYTORCH
        .of(Rprop.class)
        .with("initialStep", arguments.get("lr").asDouble())
        .with("decrease", arguments.path("etas").path(0).asDouble(0.5))
        .with("increase", arguments.path("etas").path(1).asDouble(1.2))
        .with("minimumStep", arguments.path("step_sizes").path(0).asDouble(1e-6))
        .with("maximumStep", arguments.path("step_sizes").path(1).asDouble(50));
  }

  private static GradientOptimizer moments(GradientOptimizer adam, JsonNode arguments) {
    return adam.presets()
        .get(Preset.PYTORCH)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("beta1", arguments.path("betas").path(0).asDouble(0.9))
        .with("beta2", arguments.path("betas").path(1).asDouble(0.999))
        .with("epsilon", arguments.path("eps").asDouble(1e-8));
  }
}
