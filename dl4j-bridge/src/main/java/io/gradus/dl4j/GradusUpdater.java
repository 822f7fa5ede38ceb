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
  private Long age;
  private Long iteration;

  GradusUpdater(GradientOptimizer optimizer) {
    this.optimizer = optimizer;
    this.slots = new Tracer(optimizer).slots().size();
  }

  @JsonCreator
  GradusUpdater(
      @JsonProperty("optimizer") Map<String, Object> configuration,
      @JsonProperty("plugins") Map<String, String> plugins,
      @JsonProperty("age") Long age,
      @JsonProperty("iteration") Long iteration) {
    this(gradientOptimizer(Wire.read(Optimizer.class, configuration, plugins)));
    this.age = age;
    this.iteration = iteration;
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
    return age;
  }

  @JsonProperty("iteration")
  Long iteration() {
    return iteration;
  }

  /** Notes how many updates the state has seen, so that it is saved with the network. */
  void note(long age, long iteration) {
    this.age = age;
    this.iteration = iteration;
  }

  @Override
  public long stateSize(long numParams) {
    long size = slots * numParams;
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s keeps %d numbers for each of %d parameters, but DL4J counts updater state in an int."
              .formatted(optimizer, slots, numParams));
    }
    return size;
  }

  @Override
  public GradusGradientUpdater instantiate(INDArray viewArray, boolean initializeViewArray) {
    GradusGradientUpdater updater = new GradusGradientUpdater(this);
    updater.setStateViewArray(viewArray, null, 'c', initializeViewArray);
    return updater;
  }

  @Override
  public GradusGradientUpdater instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    GradusGradientUpdater updater = new GradusGradientUpdater(this);
    updater.setState(updaterState, initializeStateArrays);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return optimizer.learningRate().at(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
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
    copy.age = age;
    copy.iteration = iteration;
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
