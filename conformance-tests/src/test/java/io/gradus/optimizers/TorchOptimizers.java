package io.gradus.optimizers;

import io.gradus.api.Dialect;
import io.gradus.api.GradientOptimizer;
import io.gradus.wrappers.CoupledDecay;
import org.nd4j.shade.jackson.databind.JsonNode;

/** PyTorch's optimizers and keyword arguments as Gradus's PyTorch dialect. */
final class TorchOptimizers {

  private TorchOptimizers() {}

  static GradientOptimizer of(String name, JsonNode arguments) {
    double decay = arguments.path("weight_decay").asDouble(0);
    GradientOptimizer optimizer =
        switch (name) {
          case "SGD" -> sgd(arguments);
          case "Adagrad" -> adaGrad(arguments);
          case "RMSprop" -> rmsProp(arguments);
          case "Adam" -> adam(arguments);
          default -> throw new AssertionError("No Gradus optimizer for PyTorch's " + name);
        };
    return decay == 0 ? optimizer : new CoupledDecay(optimizer, decay);
  }

  private static GradientOptimizer sgd(JsonNode arguments) {
    if (!arguments.has("momentum")) {
      return new Sgd().in(Dialect.PYTORCH).with("learningRate", arguments.get("lr").asDouble());
    }
    boolean nesterov = arguments.path("nesterov").asBoolean(false);
    GradientOptimizer preset =
        nesterov ? new Nesterov().in(Dialect.PYTORCH) : new Momentum().in(Dialect.PYTORCH);
    preset =
        preset
            .with("learningRate", arguments.get("lr").asDouble())
            .with("momentum", arguments.get("momentum").asDouble());
    return arguments.has("dampening")
        ? preset.with("dampening", arguments.get("dampening").asDouble())
        : preset;
  }

  private static GradientOptimizer adaGrad(JsonNode arguments) {
    return new AdaGrad()
        .in(Dialect.PYTORCH)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("learningRateDecay", arguments.path("lr_decay").asDouble(0))
        .with("initialAccumulator", arguments.path("initial_accumulator_value").asDouble(0))
        .with("epsilon", arguments.path("eps").asDouble(1e-10));
  }

  private static GradientOptimizer rmsProp(JsonNode arguments) {
    return new RmsProp()
        .in(Dialect.PYTORCH)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("rho", arguments.path("alpha").asDouble(0.99))
        .with("epsilon", arguments.path("eps").asDouble(1e-8))
        .with("momentum", arguments.path("momentum").asDouble(0))
        .with("centered", arguments.path("centered").asBoolean(false));
  }

  private static GradientOptimizer adam(JsonNode arguments) {
    return new Adam()
        .in(Dialect.PYTORCH)
        .with("learningRate", arguments.get("lr").asDouble())
        .with("beta1", arguments.path("betas").path(0).asDouble(0.9))
        .with("beta2", arguments.path("betas").path(1).asDouble(0.999))
        .with("epsilon", arguments.path("eps").asDouble(1e-8));
  }
}
