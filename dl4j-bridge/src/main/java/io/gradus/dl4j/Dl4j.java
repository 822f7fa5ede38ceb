package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Hands Gradus's optimizers, schedules and initializers to Deeplearning4j.
 *
 * <pre>{@code
 * new NeuralNetConfiguration.Builder()
 *     .updater(Dl4j.updater(new Adam(1e-3)))
 *     .weightInit(Dl4j.weightInit("he-normal"))
 * }</pre>
 */
public final class Dl4j {

  private Dl4j() {}

  /**
   * An optimizer as DL4J's updater.
   *
   * @param optimizer any optimizer that takes one gradient a step
   * @return the updater, saved into models with the optimizer's name and hyper-parameters
   * @throws IllegalArgumentException if the optimizer needs the objective itself, which an updater
   *     never sees
   */
  public static IUpdater updater(Optimizer optimizer) {
    if (optimizer instanceof GradientOptimizer gradientOptimizer) {
      return new GradusUpdater(gradientOptimizer);
    }
    throw new IllegalArgumentException(
        "'%s' evaluates the objective several times a step, but an updater of DL4J is handed one gradient; choose an optimizer that takes one."
            .formatted(optimizer.description().name()));
  }

  /**
   * An installed optimizer with its defaults as DL4J's updater.
   *
   * @param optimizer its name or an alias
   * @return the updater
   * @throws io.gradus.api.PluginNotFoundException if there is none of that name, or more than one
   */
  public static IUpdater updater(String optimizer) {
    return updater(Optimizers.named(optimizer));
  }

  /**
   * Lets a network's updaters see its parameters. Rules that need them (decoupled decay, LAMB,
   * Lion), that look at whole tensors (clipping by norm), at their rows (centralization) or at the
   * whole network (clipping by its norm) run only in a network that was bound; others do not mind.
   * The binding is part of the configuration: JSON, {@code clone()} and saved models keep it. Bind
   * again after a change of a layer's size or of its updater.
   *
   * <pre>{@code
   * var network = new MultiLayerNetwork(Dl4j.bind(configuration));
   * }</pre>
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the same configuration
   */
  public static MultiLayerConfiguration bind(MultiLayerConfiguration configuration) {
    TrainedParameters trained = new TrainedParameters();
    configuration.getConfs().forEach(trained::add);
    Binding.bind(configuration.getConfs(), trained);
    return configuration;
  }

  /**
   * Lets a network's updaters see its parameters: see {@link #bind(MultiLayerConfiguration)}.
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the same configuration
   */
  public static ComputationGraphConfiguration bind(ComputationGraphConfiguration configuration) {
    List<NeuralNetConfiguration> layers = new ArrayList<>();
    TrainedParameters trained = new TrainedParameters();
    GraphIndices order = new ComputationGraph(configuration).calculateIndices();
    for (int index : order.getTopologicalSortOrder()) {
      GraphVertex vertex = configuration.getVertices().get(order.getIdxToName().get(index));
      if (vertex instanceof LayerVertex layer) {
        layers.add(layer.getLayerConf());
        trained.add(layer.getLayerConf());
      } else if (vertex != null) { // null for an input
        trained.add(vertex.numParams(true));
      }
    }
    Binding.bind(layers, trained);
    return configuration;
  }

  /**
   * A schedule as DL4J's.
   *
   * @param schedule any schedule
   * @return the same values at every iteration and epoch
   */
  public static ISchedule schedule(Schedule schedule) {
    return new GradusSchedule(schedule);
  }

  /**
   * A schedule of DL4J's as Gradus's, for use as a hyper-parameter.
   *
   * @param schedule any schedule of DL4J's that its JSON can carry
   * @return the same values at every step and epoch
   * @throws IllegalArgumentException if DL4J's JSON cannot carry it
   */
  public static Schedule schedule(ISchedule schedule) {
    return schedule instanceof GradusSchedule ours ? ours.schedule() : Dl4jSchedule.of(schedule);
  }

  /**
   * An initializer as DL4J's weight initialization.
   *
   * @param initializer any initializer
   * @return draws with a seed from DL4J's own generator, which a network seeds from its
   *     configuration
   */
  public static IWeightInit weightInit(Initializer initializer) {
    return new GradusWeightInit(initializer);
  }

  /**
   * An installed initializer with its defaults as DL4J's weight initialization.
   *
   * @param initializer its name or an alias
   * @return the weight initialization
   * @throws io.gradus.api.PluginNotFoundException if there is none of that name, or more than one
   */
  public static IWeightInit weightInit(String initializer) {
    return weightInit(Initializers.named(initializer));
  }
}
