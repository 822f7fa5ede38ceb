package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads off a network in training, layer by layer, what its optimizers do.
 *
 * <pre>{@code
 * network.addListeners(UpdaterStatsListener.every(100).toLog().toCsv(Path.of("read-outs.csv")));
 * }</pre>
 *
 * <p>At each iteration whose number is a multiple of that given, from 0 on, and for each layer:
 *
 * <ul>
 *   <li>{@code learning_rate}, as it is at this iteration; none for updaters without one;
 *   <li>{@code momentum}, where the optimizer has a hyper-parameter of this name;
 *   <li>{@code gradient_norm}: of the gradient, averaged over the mini-batch, before clipping and
 *       regularization;
 *   <li>{@code update_norm}: of what is subtracted from the parameters, weight decay included;
 *   <li>{@code parameter_norm}: of the parameters before this update;
 *   <li>{@code update_to_parameter_ratio}: the one over the other, about 0.001 where training goes
 *       well; infinite where all parameters are 0, and NaN where the update is 0 as well;
 *   <li>{@code slot:} and a name: the norm of a slot of the state after this update, under DL4J's
 *       names (M, V) for its own updaters.
 * </ul>
 *
 * <p>Norms are Euclidean, over all of a layer's parameters that its optimizer trains. Biases with
 * an updater of their own count as a layer of their own, {@code layer0/biases}. Parameters that
 * nothing trains, such as those of frozen layers and the mean and variance of a batch
 * normalization, are left out; but DL4J's own updaters run in a FrozenLayerWithBackprop, on
 * gradients of zero. Constraints act after the update, and are not seen.
 *
 * <p>The norms are taken in double of DL4J's own arrays, whatever their type. An iteration that is
 * not reported costs one division; a report, three passes over the parameters and one over each
 * slot.
 *
 * <p>One listener serves one network, a MultiLayerNetwork or a ComputationGraph, that one thread
 * trains; it is not thread-safe. Pretraining of single layers is not reported.
 */
public final class UpdaterStatsListener extends BaseTrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(UpdaterStatsListener.class);

  private final int every;
  private boolean log;
  private UpdaterStatsFile file;
  private int measuredAt = -1;
  private Map<String, Norms> measured = Map.of();

  private UpdaterStatsListener(int every) {
    this.every = every;
  }

  /**
   * A listener that reports nowhere yet.
   *
   * @param iterations from one report to the next, from 1
   * @return a new listener
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static UpdaterStatsListener every(int iterations) {
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "Reports come every 1 or more iterations, not every %d.".formatted(iterations));
    }
    return new UpdaterStatsListener(iterations);
  }

  /**
   * Reports to SLF4J: one line of level INFO for each iteration and layer.
   *
   * @return this listener
   */
  public UpdaterStatsListener toLog() {
    log = true;
    return this;
  }

  /**
   * Reports to a new file: a header, then one row for each iteration, layer and quantity. What has
   * been reported is in the file at once. If it can be written no longer, an error is logged and
   * training goes on without it.
   *
   * @param csv a file that does not exist, in a directory that does
   * @return this listener
   * @throws IllegalArgumentException if the file exists
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public UpdaterStatsListener toCsv(Path csv) {
    file = new UpdaterStatsFile(csv, false);
    return this;
  }

  /**
   * Reports to a file that may exist: see {@link #toCsv}.
   *
   * @param csv a file of read-outs, which is continued, or one that does not exist
   * @return this listener
   * @throws IllegalArgumentException if the file is not one of read-outs, or ends within a row
   * @throws java.io.UncheckedIOException if it cannot be read or written
   */
  public UpdaterStatsListener appendingTo(Path csv) {
    file = new UpdaterStatsFile(csv, true);
    return this;
  }

  /**
   * Takes the norms of the parameters and of the gradient. DL4J calls this before the update.
   *
   * @param model the network
   */
  @Override
  public void onGradientCalculation(Model model) {
    if (!(model instanceof MultiLayerNetwork) && !(model instanceof ComputationGraph)) {
      return;
    }
    int iteration =
        model instanceof MultiLayerNetwork network
            ? network.getIterationCount()
            : ((ComputationGraph) model).getIterationCount();
    if (!isDue(iteration)) {
      return;
    }
    double examples = isMiniBatch(model) ? model.batchSize() : 1;
    measured = new LinkedHashMap<>();
    for (UpdaterBlock block : blocks(model)) {
      for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
        if (isTrained(parameter)) {
          Norms norms = norms(model, parameter);
          norms.parameter += NativeMemory.sumOfSquares(parameter.getParamView());
          norms.gradient +=
              NativeMemory.sumOfSquares(parameter.getGradView()) / (examples * examples);
        }
      }
    }
    measuredAt = iteration;
  }

  /**
   * Reports. DL4J calls this after the update.
   *
   * @param model the network
   * @param iteration the number of this iteration, from 0
   * @param epoch the number of this epoch, from 0
   */
  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    if (!isDue(iteration) || measuredAt != iteration) {
      return;
    }
    for (UpdaterBlock block : blocks(model)) {
      Map<String, INDArray> state = state(block);
      for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
        if (!isTrained(parameter)) {
          continue;
        }
        Norms norms = norms(model, parameter);
        norms.updater = updater(parameter);
        norms.update += NativeMemory.sumOfSquares(parameter.getGradView());
        int from = parameter.getParamOffsetStart() - block.getParamOffsetStart();
        int to = parameter.getParamOffsetEnd() - block.getParamOffsetStart();
        state.forEach(
            (name, slot) -> {
              INDArray part = slot.get(NDArrayIndex.interval(from, to));
              norms.slots.merge(name, NativeMemory.sumOfSquares(part), Double::sum);
            });
      }
    }
    List<UpdaterStats> all = new ArrayList<>();
    measured.forEach(
        (layer, norms) -> {
          Map<String, Double> quantities = norms.quantities(iteration, epoch);
          if (log) {
            LOG.info("{}", line(iteration, epoch, layer, quantities));
          }
          quantities.forEach(
              (quantity, value) ->
                  all.add(new UpdaterStats(iteration, epoch, layer, quantity, value)));
        });
    measured = Map.of();
    measuredAt = -1;
    write(all);
  }

  private void write(List<UpdaterStats> all) {
    if (file == null) {
      return;
    }
    try {
      file.write(all);
    } catch (IOException e) {
      file = null;
      LOG.error("The read-outs cannot be written any longer; training goes on without them.", e);
    }
  }

  private boolean isDue(int iteration) {
    return iteration % every == 0 && (file != null || (log && LOG.isInfoEnabled()));
  }

  private static String line(
      int iteration, int epoch, String layer, Map<String, Double> quantities) {
    StringJoiner line =
        new StringJoiner(
            ", ", "iteration %d, epoch %d, %s: ".formatted(iteration, epoch, layer), "");
    quantities.forEach(
        (quantity, value) -> line.add(String.format(Locale.ROOT, "%s %.4g", quantity, value)));
    return line.toString();
  }

  private static List<UpdaterBlock> blocks(Model model) {
    // DL4J makes it when it is first asked for, which otherwise is just after the first gradient
    Updater updater =
        model instanceof MultiLayerNetwork network
            ? network.getUpdater()
            : ((ComputationGraph) model).getUpdater();
    if (updater instanceof BaseMultiLayerUpdater<?> known) {
      return known.getUpdaterBlocks();
    }
    throw new IllegalStateException(
        "UpdaterStatsListener reads the updaters that DL4J makes for a network, but this one has a %s."
            .formatted(updater.getClass().getName()));
  }

  private static boolean isMiniBatch(Model model) {
    return model.conf().isMiniBatch();
  }

  /** Not what holds still, nor the statistics of a normalization: DL4J gives both a NoOp. */
  private static boolean isTrained(UpdaterBlock.ParamState parameter) {
    return !(updater(parameter) instanceof NoOp);
  }

  private static IUpdater updater(UpdaterBlock.ParamState parameter) {
    return parameter.getLayer().getConfig().getUpdaterByParam(parameter.getParamName());
  }

  private Norms norms(Model model, UpdaterBlock.ParamState parameter) {
    return measured.computeIfAbsent(layer(model, parameter), name -> new Norms());
  }

  private static String layer(Model model, UpdaterBlock.ParamState parameter) {
    Trainable layer = parameter.getLayer();
    String name = layer.getConfig().getLayerName();
    if (name == null) {
      name =
          model instanceof MultiLayerNetwork network
              ? "layer" + List.of(network.getLayers()).indexOf(layer)
              : "layer";
    }
    List<String> weights = weights(layer.getConfig());
    boolean hasOwnUpdater =
        !weights.isEmpty()
            && !weights.contains(parameter.getParamName())
            && !updater(parameter).equals(layer.getConfig().getUpdaterByParam(weights.get(0)));
    return hasOwnUpdater ? name + "/biases" : name;
  }

  /** Not by {@code isBiasParam}, to which all of a Bidirectional's weights are biases. */
  private static List<String> weights(TrainingConfig config) {
    if (config instanceof Layer layer) {
      return layer.initializer().weightKeys(layer);
    }
    return config instanceof SameDiffVertex vertex
        ? vertex.getVertexParams().getWeightParameterKeys()
        : List.of();
  }

  /** The slots of a block by name, each as long as the block; none if they are not of this form. */
  private static Map<String, INDArray> state(UpdaterBlock block) {
    Map<String, INDArray> slots = new LinkedHashMap<>();
    GradientUpdater<?> updater = block.getGradientUpdater();
    Map<String, INDArray> state = block.getUpdaterView() == null ? null : updater.getState();
    if (state != null) {
      state.forEach(
          (name, slot) -> {
            if (slot != null
                && slot.length() == block.getParamOffsetEnd() - block.getParamOffsetStart()) {
              slots.put(name, slot.reshape(slot.length()));
            }
          });
    }
    return slots;
  }

  /** What an updater of DL4J's or of Gradus's has as momentum. */
  static OptionalDouble momentum(IUpdater updater, int iteration, int epoch) {
    if (updater instanceof Nesterovs nesterovs) {
      return OptionalDouble.of(nesterovs.currentMomentum(iteration, epoch));
    }
    return updater instanceof GradusUpdater gradus
        ? momentum(gradus.optimizer(), iteration, epoch)
        : OptionalDouble.empty();
  }

  private static OptionalDouble momentum(GradientOptimizer optimizer, int iteration, int epoch) {
    for (Map.Entry<String, Object> hyperparameter : optimizer.hyperparameters().entrySet()) {
      Object value = hyperparameter.getValue();
      OptionalDouble found = OptionalDouble.empty();
      if (value instanceof GradientOptimizer inner) {
        found = momentum(inner, iteration, epoch);
      } else if (hyperparameter.getKey().equals("momentum")) {
        found =
            value instanceof Schedule schedule
                ? OptionalDouble.of(schedule.at(iteration, epoch))
                : value instanceof Double constant
                    ? OptionalDouble.of(constant)
                    : OptionalDouble.empty();
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalDouble.empty();
  }

  /** Sums of squares over a layer. */
  private static final class Norms {
    private double parameter;
    private double gradient;
    private double update;
    private IUpdater updater;
    private final Map<String, Double> slots = new LinkedHashMap<>();

    Map<String, Double> quantities(int iteration, int epoch) {
      Map<String, Double> all = new LinkedHashMap<>();
      double rate = updater.getLearningRate(iteration, epoch);
      if (updater.hasLearningRate() && !Double.isNaN(rate)) {
        all.put("learning_rate", rate);
      }
      momentum(updater, iteration, epoch).ifPresent(momentum -> all.put("momentum", momentum));
      all.put("gradient_norm", Math.sqrt(gradient));
      all.put("update_norm", Math.sqrt(update));
      all.put("parameter_norm", Math.sqrt(parameter));
      all.put("update_to_parameter_ratio", Math.sqrt(update) / Math.sqrt(parameter));
      slots.forEach((name, sum) -> all.put("slot:" + name, Math.sqrt(sum)));
      return all;
    }
  }
}
