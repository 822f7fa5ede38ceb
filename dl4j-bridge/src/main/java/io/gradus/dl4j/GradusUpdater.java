package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Tracer;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * An optimizer of Gradus as DL4J's updater configuration. Made by {@link Dl4j#updater}; public
 * because DL4J's JSON names it.
 *
 * <p>Its JSON holds the optimizer's configuration under {@code optimizer}, where its plug-ins came
 * from under {@code plugins}, and under {@code age} and {@code iteration} how many updates the
 * state had seen when the network's iteration was that: so a saved state keeps its age. Two
 * updaters are equal if their optimizers are; their ages do not matter, as DL4J merges the
 * parameters of equal updaters into one block.
 *
 * <p>Like DL4J's own, it can be changed by {@link #setLrAndSchedule} and belongs to one thread at a
 * time.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public final class GradusUpdater implements IUpdater {

  private static final long serialVersionUID = 1L;

  private transient GradientOptimizer optimizer;
  private transient int slots;
  private transient boolean hasLearningRate;
  private transient boolean isBound;
  private transient Seen seen;

  /**
   * How many updates the state had seen after the network's iteration, -1 where nobody noted it;
   * never changed, as several networks may share the updater.
   */
  record Seen(long age, long iteration) {

    private static final long UNKNOWN = -1;

    private static Seen of(Long age, Long iteration) {
      return new Seen(age == null ? UNKNOWN : age, iteration == null ? UNKNOWN : iteration);
    }

    private static Long known(long number) {
      return number == UNKNOWN ? null : number;
    }
  }

  GradusUpdater(GradientOptimizer optimizer) {
    this.optimizer = optimizer;
    this.slots = new Tracer(optimizer).slots().size();
    this.hasLearningRate = hasLearningRate(optimizer);
    this.seen = Seen.of(null, null);
  }

  @JsonCreator
  GradusUpdater(
      @JsonProperty("optimizer") Map<String, Object> configuration,
      @JsonProperty("plugins") Map<String, String> plugins,
      @JsonProperty("age") Long age,
      @JsonProperty("iteration") Long iteration,
      @JsonProperty("bound") Boolean bound) {
    this(gradientOptimizer(Wire.read(Optimizer.class, configuration, plugins)));
    this.seen = Seen.of(age, iteration);
    this.isBound = Boolean.TRUE.equals(bound);
  }

  private static GradientOptimizer gradientOptimizer(Optimizer optimizer) {
    if (optimizer instanceof GradientOptimizer gradientOptimizer) {
      return gradientOptimizer;
    }
    throw new InvalidConfigurationException(
        "'%s' is not an optimizer that an updater can run."
            .formatted(optimizer.description().name()));
  }

  /**
   * The optimizer, with its learning rate as it is now.
   *
   * @return an immutable record
   */
  public GradientOptimizer optimizer() {
    return optimizer;
  }

  @JsonProperty("optimizer")
  Map<String, Object> configuration() {
    return Configuration.toMap(optimizer);
  }

  @JsonProperty("plugins")
  Map<String, String> plugins() {
    return Wire.plugins(optimizer);
  }

  @JsonProperty("age")
  Long age() {
    return Seen.known(seen.age());
  }

  @JsonProperty("iteration")
  Long iteration() {
    return Seen.known(seen.iteration());
  }

  /** True in a network that was bound, and absent from the JSON of others. */
  @JsonProperty("bound")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  Boolean bound() {
    return isBound ? true : null;
  }

  /** Notes that this updater stands in a configuration that is bound. */
  void bind() {
    isBound = true;
  }

  /** Notes how many updates the state has seen, so that it is saved with the network. */
  void note(long age, long iteration) {
    note(new Seen(age, iteration));
  }

  /** Notes what every updater of a block has seen. */
  void note(Seen seen) {
    this.seen = seen;
  }

  @Override
  public long stateSize(long numParams) {
    long size = slots * numParams;
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s keeps a state of length %d × %d, but DL4J counts updater state in an int."
              .formatted(optimizer, slots, numParams));
    }
    BlockLayout.ask(this, numParams);
    return size;
  }

  @Override
  public GradusGradientUpdater instantiate(INDArray viewArray, boolean initializeViewArray) {
    GradusGradientUpdater updater =
        new GradusGradientUpdater(
            this, BlockLayout.take(this, slots, viewArray == null ? 0 : viewArray.length()));
    updater.setStateViewArray(viewArray, null, 'c', initializeViewArray);
    return updater;
  }

  @Override
  public GradusGradientUpdater instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    GradusGradientUpdater updater = new GradusGradientUpdater(this, BlockLayout.alone(this));
    updater.setState(updaterState, initializeStateArrays);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return optimizer.learningRate().at(iteration, epoch);
  }

  /**
   * Whether the optimizer, or the one that it wraps, has a learning rate. Where it has none, {@code
   * setLearningRate} of a network passes this updater by, {@code getLearningRate} of a layer gives
   * null, and a {@code WeightDecay} of DL4J's that multiplies by the rate takes 1 for it.
   */
  @Override
  public boolean hasLearningRate() {
    return hasLearningRate;
  }

  private static boolean hasLearningRate(GradientOptimizer optimizer) {
    try {
      optimizer.withLearningRate(optimizer.learningRate());
      return true;
    } catch (InvalidConfigurationException none) {
      return false;
    }
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    optimizer =
        optimizer.withLearningRate(
            lrSchedule == null ? Schedule.constant(lr) : Dl4j.schedule(lrSchedule));
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public GradusUpdater clone() {
    GradusUpdater copy = new GradusUpdater(optimizer);
    copy.seen = seen;
    copy.isBound = isBound;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GradusUpdater that && optimizer.equals(that.optimizer);
  }

  @Override
  public int hashCode() {
    return optimizer.hashCode();
  }

  @Override
  public String toString() {
    return "GradusUpdater(" + optimizer + ")";
  }

  private Object writeReplace() {
    return Wire.Serialized.of(IUpdater.class, this);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A GradusUpdater is serialized as its JSON.");
  }
}
