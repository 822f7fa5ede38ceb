package io.gradus.dl4j;

import static io.gradus.api.Arguments.given;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Initializer;
import io.gradus.api.Initializers;
import io.gradus.api.Optimizer;
import io.gradus.api.Optimizers;
import io.gradus.api.Plugin;
import io.gradus.api.Schedule;
import io.gradus.api.Schedules;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.autodiff.samediff.TrainingConfig;
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
   *     never sees, or if no configuration can carry it
   */
  public static IUpdater updater(Optimizer optimizer) {
    if (optimizer instanceof GradientOptimizer gradientOptimizer) {
      return new GradusUpdater(saved(gradientOptimizer));
    }
    throw new IllegalArgumentException(
        "'%s' evaluates the objective several times a step, but an updater of DL4J is handed one gradient; choose an optimizer that takes one."
            .formatted(given(optimizer, "optimizer").description().name()));
  }

  /**
   * An installed optimizer with its defaults as DL4J's updater.
   *
   * @param optimizer its name or an alias
   * @return the updater
   * @throws io.gradus.api.PluginNotFoundException if there is none of that name, or more than one
   */
  public static IUpdater updater(String optimizer) {
    return updater(Optimizers.named(given(optimizer, "optimizer")));
  }

  /**
   * Makes a network whose updaters see its parameters: binds the configuration, constructs the
   * network and initialises it. This is the way to make a network that Gradus trains; {@link
   * #bind(MultiLayerConfiguration)} is for those who construct it themselves.
   *
   * <pre>{@code
   * MultiLayerNetwork network = Dl4j.network(configuration);
   * }</pre>
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the network, initialised
   * @throws IllegalArgumentException as {@link #bind(MultiLayerConfiguration)} does
   */
  public static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(bind(configuration));
    network.init();
    return network;
  }

  /**
   * Makes a graph whose updaters see its parameters: see {@link #network}.
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the graph, initialised
   * @throws IllegalArgumentException as {@link #bind(ComputationGraphConfiguration)} does
   */
  public static ComputationGraph graph(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(bind(configuration));
    graph.init();
    return graph;
  }

  /**
   * Lets a network's updaters see its parameters. Rules that need them (decoupled decay, LAMB,
   * Lion), that look at whole tensors (clipping by norm), at their rows (centralization) or at the
   * whole network (clipping by its norm) run only in a network that was bound; others do not mind.
   * The binding is part of the configuration: JSON, {@code clone()} and saved models keep it. Bind
   * again after a change of a layer's size or of its updater, and what TransferLearning gives back.
   * A network that is bound in part is refused at its first step by rules that need the rest. To
   * bind the configuration of a network that lives takes effect at its next step.
   *
   * <p>Layers that are frozen with backpropagation, or lie below a frozen one, where DL4J's
   * backpropagation does not come, stand still: their updaters are taken out until they are bound
   * as layers that are trained.
   *
   * <pre>{@code
   * var network = new MultiLayerNetwork(Dl4j.bind(configuration));
   * }</pre>
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the same configuration
   * @throws IllegalArgumentException if a rule looks at the rows of weights whose rows cannot be
   *     told, such as those of a layer that is made with SameDiff; or if the network has been
   *     trained and the updater of a layer would have to change, as one that was frozen without
   *     being bound
   */
  public static MultiLayerConfiguration bind(MultiLayerConfiguration configuration) {
    Binding.bind(given(configuration, "configuration"));
    return configuration;
  }

  /**
   * Lets a network's updaters see its parameters: see {@link #bind(MultiLayerConfiguration)}.
   *
   * @param configuration changed in place; complete: every layer knows its number of inputs
   * @return the same configuration
   * @throws IllegalArgumentException if a rule looks at the rows of weights whose rows cannot be
   *     told, such as those of a layer that is made with SameDiff; or if the network has been
   *     trained and the updater of a layer would have to change, as one that was frozen without
   *     being bound
   */
  public static ComputationGraphConfiguration bind(ComputationGraphConfiguration configuration) {
    Binding.bind(given(configuration, "configuration"));
    return configuration;
  }

  /**
   * Lets the updaters of a SameDiff graph see its variables: see {@link
   * #bind(MultiLayerConfiguration)}.
   *
   * <pre>{@code
   * sameDiff.setTrainingConfig(Dl4j.bind(configuration));
   * }</pre>
   *
   * <p>A variable is one tensor. It is a weight if it has two axes or more, unless it is a row: a
   * shape such as [1, n], [1, n, 1, 1] or [1, 1], with no axis longer than one but a later one.
   * SameDiff says no more of a variable than its array.
   *
   * @param configuration changed in place; to bind it again changes nothing
   * @return the same configuration
   * @throws IllegalArgumentException if it maximizes: SameDiff then adds what a rule gives, and a
   *     decay would grow what it is to shrink
   */
  public static TrainingConfig bind(TrainingConfig configuration) {
    if (!given(configuration, "configuration").isMinimize()) {
      throw new IllegalArgumentException(
          "This configuration maximizes, and SameDiff would add a rule's decay to the variables in"
              + " place of subtracting it; minimize the negative of the loss.");
    }
    configuration.setRegularization(
        Binding.with(configuration.getRegularization(), new VariableAccess()));
    return configuration;
  }

  /**
   * A schedule as DL4J's.
   *
   * @param schedule any schedule
   * @return the same values at every iteration and epoch
   */
  public static ISchedule schedule(Schedule schedule) {
    return new GradusSchedule(saved(given(schedule, "schedule")));
  }

  /**
   * An installed schedule with its defaults as DL4J's.
   *
   * @param schedule its name or an alias
   * @return the same values at every iteration and epoch
   * @throws io.gradus.api.PluginNotFoundException if there is none of that name, or more than one
   */
  public static ISchedule schedule(String schedule) {
    return schedule(Schedules.named(schedule));
  }

  /**
   * A schedule of DL4J's as Gradus's, for use as a hyper-parameter.
   *
   * @param schedule any schedule of DL4J's that its JSON can carry
   * @return the same values at every step and epoch
   * @throws IllegalArgumentException if DL4J's JSON cannot carry it
   */
  public static Schedule schedule(ISchedule schedule) {
    return given(schedule, "schedule") instanceof GradusSchedule ours
        ? ours.schedule()
        : Dl4jSchedule.of(schedule);
  }

  /**
   * An initializer as DL4J's weight initialization.
   *
   * @param initializer any initializer
   * @return draws with a seed from DL4J's own generator, which a network seeds from its
   *     configuration
   */
  public static IWeightInit weightInit(Initializer initializer) {
    return new GradusWeightInit(saved(given(initializer, "initializer")));
  }

  /**
   * An installed initializer with its defaults as DL4J's weight initialization.
   *
   * @param initializer its name or an alias
   * @return the weight initialization
   * @throws io.gradus.api.PluginNotFoundException if there is none of that name, or more than one
   */
  public static IWeightInit weightInit(String initializer) {
    return weightInit(Initializers.named(given(initializer, "initializer")));
  }

  /**
   * Puts Gradus's optimizers in the place of DL4J's own updaters, in the preset that follows them
   * number for number: training takes the same path, with the speed of one fused loop. Updaters of
   * others, of frozen layers and with numbers that Gradus refuses are left alone; {@link
   * #accelerationPlan(MultiLayerConfiguration)} tells which.
   *
   * @param configuration left as it is
   * @return a changed copy, equal to the given one where nothing is to be changed
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static MultiLayerConfiguration accelerate(MultiLayerConfiguration configuration) {
    return Accelerator.accelerate(given(configuration, "configuration"));
  }

  /**
   * Puts Gradus's optimizers in the place of DL4J's own updaters: see {@link
   * #accelerate(MultiLayerConfiguration)}.
   *
   * @param configuration left as it is
   * @return a changed copy
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static ComputationGraphConfiguration accelerate(
      ComputationGraphConfiguration configuration) {
    return Accelerator.accelerate(given(configuration, "configuration"));
  }

  /**
   * A copy of a network with Gradus's optimizers in the place of DL4J's own updaters: see {@link
   * #accelerate(MultiLayerConfiguration)}. It has the parameters, the updaters' state and the
   * clocks, and goes on as the given network would have. Listeners are not copied. Updaters that
   * are left alone are shared with the given network, as {@code clone()} shares them.
   *
   * @param network left as it is; not to be trained meanwhile
   * @return the copy
   * @throws IllegalArgumentException if its updater, as a whole, is not one of DL4J's
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static MultiLayerNetwork accelerate(MultiLayerNetwork network) {
    return Accelerator.accelerate(given(network, "network"));
  }

  /**
   * A copy of a graph with Gradus's optimizers in the place of DL4J's own updaters: see {@link
   * #accelerate(MultiLayerNetwork)}.
   *
   * @param graph left as it is; not to be trained meanwhile
   * @return the copy
   * @throws IllegalArgumentException if its updater, as a whole, is not one of DL4J's
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static ComputationGraph accelerate(ComputationGraph graph) {
    return Accelerator.accelerate(given(graph, "graph"));
  }

  /**
   * Accelerates a model in a file, of either kind of network: see {@link
   * #accelerate(MultiLayerNetwork)}. The parameters, the normalizer and what else the file holds
   * are copied byte for byte. The configuration is written in ASCII, and so read alike whatever the
   * JVM's charset is. The result is written whole or not at all; if nothing is to be changed, it is
   * not written. Who may not read the model may not read the result, unless it replaces a file,
   * whose permissions it then has. A JVM that is killed outright leaves a hidden directory beside
   * the result, whose name begins with {@value WholeFile#PREFIX}; it may be deleted.
   *
   * @param model what {@link org.deeplearning4j.util.ModelSerializer} has written; left as it is
   * @param result where the accelerated model goes, in a directory that exists
   * @param replace whether a file that is there may be replaced
   * @return what has been done
   * @throws java.nio.file.NoSuchFileException if there is no such model, or no such directory for
   *     the result
   * @throws java.nio.file.FileAlreadyExistsException if the result exists and is not to be replaced
   * @throws IOException if a file cannot be read or written
   * @throws IllegalArgumentException if the file holds no model that DL4J can read, or if the
   *     result is the model itself or a directory
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerate(Path model, Path result, boolean replace)
      throws IOException {
    return ModelFile.accelerate(given(model, "model"), given(result, "result"), replace);
  }

  /**
   * What {@link #accelerate(MultiLayerConfiguration)} would change, what not, and why; nothing is
   * changed.
   *
   * @param configuration left as it is
   * @return one entry for each updater
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerationPlan(MultiLayerConfiguration configuration) {
    return Accelerator.plan(given(configuration, "configuration"));
  }

  /**
   * What {@link #accelerate(ComputationGraphConfiguration)} would change, what not, and why;
   * nothing is changed.
   *
   * @param configuration left as it is
   * @return one entry for each updater
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerationPlan(ComputationGraphConfiguration configuration) {
    return Accelerator.plan(given(configuration, "configuration"));
  }

  /**
   * What {@link #accelerate(MultiLayerNetwork)} would change, what not, and why; nothing is
   * changed.
   *
   * @param network left as it is
   * @return one entry for each updater
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerationPlan(MultiLayerNetwork network) {
    return Accelerator.plan(given(network, "network"));
  }

  /**
   * What {@link #accelerate(ComputationGraph)} would change, what not, and why; nothing is changed.
   *
   * @param graph left as it is
   * @return one entry for each updater
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerationPlan(ComputationGraph graph) {
    return Accelerator.plan(given(graph, "graph"));
  }

  /**
   * What {@link #accelerate(Path, Path, boolean)} would change, what not, and why; nothing is
   * written.
   *
   * @param model what {@link org.deeplearning4j.util.ModelSerializer} has written
   * @return one entry for each updater
   * @throws java.nio.file.NoSuchFileException if there is no such model
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the file holds no model that DL4J can read
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  public static AccelerationPlan accelerationPlan(Path model) throws IOException {
    return ModelFile.plan(given(model, "model"));
  }

  /**
   * A copy of a network with the averaged weights that its optimizers keep, ready to be evaluated:
   * those of ParameterEma, PolyakAverage, ScheduleFree, Lookahead and Asgd, at whatever depth they
   * are wrapped. Parameters without an average, such as the mean and variance of a batch
   * normalization, are those of the network. The copy has no updater state; go on training the
   * network itself.
   *
   * <pre>{@code
   * Evaluation result = Dl4j.averaged(network).evaluate(test);
   * INDArray weights = Dl4j.averaged(network).params();
   * }</pre>
   *
   * @param network left as it is; not to be trained meanwhile
   * @return the copy
   * @throws IllegalStateException if no optimizer of the network keeps an average, or none has
   *     taken a step since its state began, or if weights and averages have become NaN
   */
  public static MultiLayerNetwork averaged(MultiLayerNetwork network) {
    return Averages.averaged(given(network, "network"));
  }

  /**
   * A copy of a graph with the averaged weights that its optimizers keep: see {@link
   * #averaged(MultiLayerNetwork)}.
   *
   * @param graph left as it is; not to be trained meanwhile
   * @return the copy
   * @throws IllegalStateException if no optimizer of the graph keeps an average, or none has taken
   *     a step since its state began
   */
  public static ComputationGraph averaged(ComputationGraph graph) {
    return Averages.averaged(given(graph, "graph"));
  }

  /** Refuses what a model cannot be saved with, before it is trained. */
  private static <T extends Plugin> T saved(T plugin) {
    Configuration.toMap(plugin);
    return plugin;
  }
}
