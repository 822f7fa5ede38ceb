package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Op;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.buffer.DataType;

/** Puts Gradus's optimizers in the place of DL4J's own updaters, with their state. */
final class Accelerator {

  private Accelerator() {}

  static AccelerationPlan plan(MultiLayerConfiguration configuration) {
    return plan(UpdaterPlace.in(configuration), configuration.getDataType());
  }

  static AccelerationPlan plan(ComputationGraphConfiguration configuration) {
    return plan(UpdaterPlace.in(configuration), configuration.getDataType());
  }

  static AccelerationPlan plan(MultiLayerNetwork network) {
    AccelerationPlan plan = plan(network.getLayerWiseConfigurations());
    return withRemarks(plan, network.getUpdater(false), network.getIterationCount());
  }

  static AccelerationPlan plan(ComputationGraph graph) {
    AccelerationPlan plan = plan(graph.getConfiguration());
    return withRemarks(plan, graph.getUpdater(false), graph.getIterationCount());
  }

  static MultiLayerConfiguration accelerate(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration copy = NetworkCopy.of(configuration);
    replace(UpdaterPlace.in(copy), copy.getDataType());
    return copy;
  }

  static ComputationGraphConfiguration accelerate(ComputationGraphConfiguration configuration) {
    ComputationGraphConfiguration copy = NetworkCopy.of(configuration);
    replace(UpdaterPlace.in(copy), copy.getDataType());
    return copy;
  }

  static MultiLayerNetwork accelerate(MultiLayerNetwork network) {
    MultiLayerConfiguration configuration = NetworkCopy.of(network.getLayerWiseConfigurations());
    List<GradusUpdater> replaced =
        replace(UpdaterPlace.in(configuration), configuration.getDataType());
    MultiLayerNetwork copy = NetworkCopy.of(network, configuration);
    Updater state = network.getUpdater(false);
    if (state != null) {
      carryOver(state, copy.getUpdater(), replaced, network.getIterationCount());
    }
    return copy;
  }

  static ComputationGraph accelerate(ComputationGraph graph) {
    ComputationGraphConfiguration configuration = NetworkCopy.of(graph.getConfiguration());
    List<GradusUpdater> replaced =
        replace(UpdaterPlace.in(configuration), configuration.getDataType());
    ComputationGraph copy = NetworkCopy.of(graph, configuration);
    Updater state = graph.getUpdater(false);
    if (state != null) {
      carryOver(state, copy.getUpdater(), replaced, graph.getIterationCount());
    }
    return copy;
  }

  private static AccelerationPlan plan(List<UpdaterPlace> places, DataType type) {
    List<AccelerationPlan.Change> changes = new ArrayList<>();
    for (UpdaterPlace place : places) {
      Translation translation = translation(place, type);
      changes.add(
          new AccelerationPlan.Change(
              place.layer(),
              place.ofBiases(),
              place.updater().get().toString(),
              translation.optimizer(),
              translation.remark()));
    }
    return new AccelerationPlan(changes, List.of());
  }

  private static AccelerationPlan withRemarks(AccelerationPlan plan, Updater state, int iteration) {
    boolean readsAge =
        plan.changes().stream()
            .flatMap(change -> change.optimizer().stream())
            .anyMatch(Accelerator::readsAge);
    boolean isTrained =
        state instanceof BaseMultiLayerUpdater<?> known && StateTransfer.isTrained(known);
    if (iteration == 0 || !readsAge || isTrained) {
      return plan;
    }
    String remark =
        "The network is at iteration %d, but its updater state is new. DL4J would correct the moments as at age %d; Gradus counts their steps from 1, so the two go different ways."
            .formatted(iteration, iteration);
    return new AccelerationPlan(plan.changes(), List.of(remark));
  }

  /** Whether it takes other steps at another age of its state, as by a correction of moments. */
  private static boolean readsAge(GradientOptimizer optimizer) {
    Tracer tracer = new Tracer(optimizer);
    return !scalars(tracer.trace(1, 0, 0)).equals(scalars(tracer.trace(2, 0, 0)));
  }

  private static List<Double> scalars(Trace trace) {
    return trace.nodes().stream()
        .filter(node -> node.op() == Op.SCALAR)
        .map(Trace.Node::value)
        .toList();
  }

  /** Sets the new updaters, and returns them. */
  private static List<GradusUpdater> replace(List<UpdaterPlace> places, DataType type) {
    List<GradusUpdater> replaced = new ArrayList<>();
    for (UpdaterPlace place : places) {
      translation(place, type)
          .optimizer()
          .ifPresent(
              optimizer -> {
                GradusUpdater updater = new GradusUpdater(optimizer);
                place.setter().accept(updater);
                replaced.add(updater);
              });
    }
    return replaced;
  }

  private static Translation translation(UpdaterPlace place, DataType type) {
    Optional<String> objection = objection(place, type);
    Translation translation = Translation.of(place.updater().get());
    return objection.isPresent() && translation.optimizer().isPresent()
        ? Translation.leftAlone(objection.get())
        : translation;
  }

  private static Optional<String> objection(UpdaterPlace place, DataType type) {
    if (place.isFrozen()) {
      return Optional.of("The layer is frozen.");
    }
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      return Optional.of(
          "In a network of type %s Gradus computes in float, which is not DL4J's path."
              .formatted(type));
    }
    return Optional.empty();
  }

  private static void carryOver(
      Updater from, Updater to, List<GradusUpdater> replaced, int iteration) {
    if (!(from instanceof BaseMultiLayerUpdater<?> saved)) {
      throw new IllegalArgumentException(
          "The network has an updater of its own, %s, whose state cannot be read; accelerate a network whose updater is DL4J's."
              .formatted(from.getClass().getName()));
    }
    BaseMultiLayerUpdater<?> made = (BaseMultiLayerUpdater<?>) to;
    StateTransfer.copy(saved, made);
    if (!StateTransfer.isTrained(saved)) {
      StateTransfer.renew(saved, made);
    } else if (iteration > 0) {
      StateTransfer.markUntouched(saved, made);
      replaced.forEach(updater -> updater.note(iteration, iteration - 1));
    }
  }
}
