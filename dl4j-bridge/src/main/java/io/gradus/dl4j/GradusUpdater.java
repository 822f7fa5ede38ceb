package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.GradusVersion;
import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.Optimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;
import org.nd4j.shade.jackson.databind.annotation.JsonDeserialize;

/**
 * An optimizer of Gradus as DL4J's updater configuration. Made by {@link Dl4j#updater}; public
 * because DL4J's JSON names it.
 *
 * <p>Its JSON holds the optimizer's configuration under {@code optimizer}, where its plug-ins came
 * from under {@code plugins}, and under {@code age} and {@code iteration} how many updates the
 * state had seen when the network's iteration was that: so a saved state keeps its age. {@code
 * stateOf} says whose state it is, and {@code block} for how many parameters it was laid out, as
 * DL4J lays the state of a block out slot by slot. Where several networks of different ages share
 * the updater, as after transfer learning, {@code sharedBy} has the age of each, and what tells its
 * state. Two updaters are equal if their optimizers are; their ages do not matter, as DL4J merges
 * the parameters of equal updaters into one block.
 *
 * <p>Like DL4J's own, it can be changed by {@link #setLrAndSchedule} and belongs to one thread at a
 * time.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonPropertyOrder(alphabetic = true)
@JsonDeserialize(using = GradusUpdater.Reader.class)
public final class GradusUpdater implements IUpdater {

  private static final long serialVersionUID = 1L;

  /** The fields that stand together, once a step has been taken. */
  private static final List<String> NOTED =
      List.of("age", "iteration", "stateOf", "block", "sharedBy");

  private transient GradientOptimizer optimizer;
  private transient int slots;
  private transient String owner;
  private transient boolean hasLearningRate;
  private transient boolean isBound;
  private transient boolean isRead;

  /** What its networks have noted last; null before the first step. */
  private transient Seen seen;

  /** What several networks had seen when they shared the updater that this one was copied from. */
  private transient List<Seen> shared = List.of();

  /** What runs this updater now, in one network or in several. */
  private final transient Set<GradusGradientUpdater> running =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * What a network has seen of its state.
   *
   * @param age how many updates the state has seen
   * @param iteration the network's iteration at the last of them
   * @param owner whose state it is: see {@link GradusUpdater#owner}; null where nobody noted it
   * @param block how many parameters the state was laid out for; null where nobody noted it
   * @param state what tells the state from those of other networks; null where nobody asked
   */
  record Seen(long age, long iteration, String owner, Long block, Long state) {

    /** What no count of updates reaches; a double tells all whole numbers below apart. */
    static final long GREATEST = 1L << 53;

    private static Seen of(Fields fields, String owner) {
      fields.require("age").require("iteration");
      return new Seen(
          fields.whole("age", 0, GREATEST),
          fields.whole("iteration", 0, GREATEST),
          owner,
          fields.whole("block", 1, Integer.MAX_VALUE),
          fields.whole("state", 0, 1L << 32));
    }

    /** Whether networks with the one and the other have one age at every iteration. */
    private boolean agreesWith(Seen other) {
      return other != null
          && age - iteration == other.age - other.iteration
          && Objects.equals(block, other.block);
    }

    private Seen of(Long fingerprint) {
      return new Seen(age, iteration, owner, block, fingerprint);
    }

    private Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("age", age);
      map.put("iteration", iteration);
      map.put("block", block);
      map.put("state", state);
      return map;
    }
  }

  GradusUpdater(GradientOptimizer optimizer) {
    this.optimizer = optimizer;
    this.slots = new Tracer(optimizer).slots().size();
    this.owner = owner(optimizer);
    this.hasLearningRate = optimizer.hasLearningRate();
  }

  private GradusUpdater(Fields fields) {
    this(
        gradientOptimizer(
            Wire.read(Optimizer.class, fields.object("optimizer"), Origins.of(fields))));
    String stateOf = fields.text("stateOf");
    this.seen = fields.hasAny(NOTED) ? Seen.of(fields, stateOf) : null;
    this.shared =
        fields.objects("sharedBy", "age", "iteration", "block", "state").stream()
            .map(each -> Seen.of(each, stateOf))
            .toList();
    this.isBound = Boolean.TRUE.equals(fields.truth("bound"));
    this.isRead = true;
  }

  /** Reads one from JSON. */
  static final class Reader extends Fields.Reader<GradusUpdater> {
    Reader() {
      super(
          GradusUpdater.class,
          GradusUpdater::new,
          "optimizer",
          "gradus",
          "origins",
          "age",
          "iteration",
          "stateOf",
          "block",
          "sharedBy",
          "bound");
    }
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

  @JsonProperty("gradus")
  String gradus() {
    return GradusVersion.current();
  }

  @JsonProperty("origins")
  Map<String, String> origins() {
    return Origins.of(optimizer);
  }

  @JsonProperty("age")
  Long age() {
    return seen == null ? null : seen.age();
  }

  @JsonProperty("iteration")
  Long iteration() {
    return seen == null ? null : seen.iteration();
  }

  /** Whose state it is that has this age; absent where there is none. */
  @JsonProperty("stateOf")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  String stateOf() {
    return seen == null ? null : seen.owner();
  }

  /** How many parameters this state was laid out for; absent where there is none. */
  @JsonProperty("block")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  Long block() {
    return seen == null ? null : seen.block();
  }

  /** What each of several networks has seen whose ages differ; absent where they do not. */
  @JsonProperty("sharedBy")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<Map<String, Object>> sharedBy() {
    List<Seen> all = seen();
    return all.size() > 1 ? all.stream().map(Seen::toMap).toList() : List.of();
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
    note(new Seen(age, iteration, owner(), null, null));
  }

  /** Notes what every updater of a block has seen. */
  void note(Seen seen) {
    this.seen = seen;
    this.shared = List.of();
  }

  /** Notes what runs this updater. */
  void join(GradusGradientUpdater one) {
    running.add(one);
    isRead = false;
  }

  /** Whether it was read, and nothing has run it since. */
  boolean isRead() {
    return isRead;
  }

  /**
   * What has been seen. DL4J lets copies of a configuration share their updaters, whose networks
   * may be of several ages; which is whose is told by the state.
   *
   * @return nothing before the first step; more than one where the networks do not agree
   */
  List<Seen> seen() {
    List<GradusGradientUpdater> all;
    synchronized (running) {
      all = List.copyOf(running);
    }
    Seen last = seen;
    boolean agree =
        all.stream()
            .map(GradusGradientUpdater::seen)
            .allMatch(one -> one == null || one.agreesWith(last));
    if (last == null || (agree && shared.isEmpty())) {
      return last == null ? List.of() : List.of(last);
    }
    List<Seen> different = new ArrayList<>(shared);
    for (GradusGradientUpdater each : all) {
      Seen one = each.seen();
      if (one != null) {
        different.add(one.agreesWith(last) ? 0 : different.size(), one.of(each.fingerprint(this)));
      }
    }
    if (different.stream().noneMatch(last::agreesWith)) {
      different.add(0, last);
    }
    return different.stream().distinct().toList();
  }

  /**
   * Whose state this updater keeps: the optimizers that have slots, the outer one first, and the
   * slots' names.
   *
   * @return null for a rule without slots
   */
  String owner() {
    return owner;
  }

  private static String owner(GradientOptimizer optimizer) {
    List<Slot> slots = new Tracer(optimizer).slots();
    List<String> names = new ArrayList<>();
    collectOwners(optimizer, names);
    List<String> local =
        slots.stream()
            .map(slot -> slot.name().substring(slot.name().lastIndexOf('/') + 1))
            .toList();
    return slots.isEmpty() ? null : "%s %s".formatted(String.join(" of ", names), local);
  }

  /** Adds those that keep slots of their own; returns how many slots there are. */
  private static int collectOwners(GradientOptimizer optimizer, List<String> names) {
    int slots = new Tracer(optimizer).slots().size();
    int place = names.size();
    int within = 0;
    for (Object value : optimizer.hyperparameters().values()) {
      if (value instanceof GradientOptimizer inner) {
        within += collectOwners(inner, names);
      }
    }
    if (slots > within) {
      names.add(place, optimizer.description().name());
    }
    return slots;
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
    List<Seen> all = seen();
    copy.seen = seen;
    copy.shared = all.size() > 1 ? all : List.of();
    copy.isRead = isRead;
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
    return Wire.Serialized.of(GradusUpdater.class, this);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A GradusUpdater is serialized as its JSON.");
  }
}
