package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.MissingOperandException;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import io.gradus.kernel.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * Runs an optimizer on one block of a network's parameters.
 *
 * <p>DL4J says "initialise" before it copies a saved state into the view, and tells nobody when it
 * does. So the age is found at the first update: 0 where the {@link BlockState} is new, else what
 * was saved with the network.
 */
final class GradusGradientUpdater implements GradientUpdater<GradusUpdater> {

  private static final long UNKNOWN = -1;

  /** Under this SameDiff saves a variable's age beside its slots; no slot can be called so. */
  private static final String AGE = "#age";

  private final GradusUpdater config;
  private final BlockLayout layout;
  private final List<GradusUpdater.Seen> saved;

  /** Whether what was saved came with the configuration, and the state with a file therefore. */
  private final boolean isRead;

  private BlockState state = new BlockState(null, List.of());
  private long age = UNKNOWN;

  /** How many parameters the state is laid out for; null where there is none. */
  private Long length;

  private boolean ofSameDiff;

  /** What the last step has noted. */
  private GradusUpdater.Seen seen;

  /** Shows the rule's slots, and calls the rule where nothing is to be computed. */
  private Tracer tracer;

  private GradientOptimizer running;
  private BlockExecutor executor;
  private DataBuffer gradientBuffer;
  private long gradientAddress;
  private long parameterAddress;
  private int shownCount;
  private Block block;

  /** Where the block's parameters lie that nobody hands over though they are trained. */
  private List<String> unbound = List.of();

  /**
   * An updater without state yet.
   *
   * @param config what DL4J takes for the updater's configuration
   * @param layout what it runs on; all updaters of the block are told its age, as each may get a
   *     block of its own later
   */
  GradusGradientUpdater(GradusUpdater config, BlockLayout layout) {
    this.config = config;
    this.layout = layout;
    // now, not at the first update: a clone may share the configuration and train meanwhile
    this.saved = config.seen();
    this.isRead = config.isRead();
    layout.updaters().forEach(each -> each.join(this));
    layout.rehearsal().join(this);
  }

  @Override
  public GradusUpdater getConfig() {
    return config;
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    // SameDiff alone says a shape, and initialises what is new and nothing else.
    ofSameDiff = gradientShape != null;
    age = initialize && ofSameDiff ? 0 : UNKNOWN;
    running = null;
    block = null;
    state = new BlockState(viewArray, slots());
    length = state.parts().isEmpty() ? null : state.parts().get(0).length();
    if (initialize) {
      initialize();
    }
  }

  /** Makes the state a new one. */
  void initialize() {
    state.initialize();
    if (!ofSameDiff) {
      state.markNew(layout.ends());
    }
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    List<Slot> slots = slots();
    List<INDArray> parts = new ArrayList<>();
    for (Slot slot : slots) {
      INDArray part = stateMap == null ? null : stateMap.get(slot.name());
      if (part == null) {
        throw new IllegalArgumentException(
            "The saved state of %s must hold the slots %s, but has %s."
                .formatted(
                    config.optimizer(), slots, stateMap == null ? "none" : stateMap.keySet()));
      }
      parts.add(part.dup('c').reshape(part.length()));
      if (part.length() != parts.get(0).length() || part.dataType() != parts.get(0).dataType()) {
        throw new IllegalArgumentException(
            "The slots %s of %s are of one length and one type, but in this saved state they are not."
                .formatted(slots, config.optimizer()));
      }
    }
    INDArray all = parts.isEmpty() ? null : Nd4j.concat(0, parts.toArray(INDArray[]::new));
    setStateViewArray(all, null, 'c', initialize);
    ofSameDiff = true; // nobody else hands over a map
    if (stateMap != null && stateMap.containsKey(AGE)) {
      age = age(stateMap.get(AGE));
    }
  }

  private static long age(INDArray saved) {
    double number = saved.length() == 1 ? saved.getDouble(0) : Double.NaN;
    if (number >= 0 && number <= GradusUpdater.Seen.GREATEST && number == Math.rint(number)) {
      return (long) number;
    }
    throw new IllegalArgumentException(
        "The age of a saved state must be one whole number from 0 to %d, but is %s."
            .formatted(GradusUpdater.Seen.GREATEST, saved));
  }

  @Override
  public Map<String, INDArray> getState() {
    Map<String, INDArray> all = state.byName();
    if (ofSameDiff && age != UNKNOWN) {
      all.put(AGE, Nd4j.scalar(age));
    }
    return all;
  }

  private List<Slot> slots() {
    return tracer().slots();
  }

  @SuppressWarnings("ReferenceEquality") // a rate that was set makes another optimizer
  private Tracer tracer() {
    if (tracer == null || tracer.optimizer() != config.optimizer()) {
      tracer = new Tracer(config.optimizer());
    }
    return tracer;
  }

  /**
   * Calls the rule as the next step will, and changes nothing: what it throws, it throws now. Every
   * updater of the network finds its age before one of them notes another.
   */
  void rehearse(int iteration, int epoch) {
    findAge(iteration);
    tracer().trace(age + 1, iteration, epoch);
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    if (gradient.isEmpty()) {
      return;
    }
    long shownAt = NativeMemory.address(gradient);
    if (NativeMemory.isDense(gradient)) {
      apply(gradient, shownAt, iteration, epoch);
      return;
    }
    if (NativeMemory.sharesElements(gradient)) {
      throw new IllegalStateException(
          "The elements of this gradient of shape %s share memory, strides %s, and an update of each cannot be written there; hand over a copy."
              .formatted(Arrays.toString(gradient.shape()), Arrays.toString(gradient.stride())));
    }
    INDArray dense = gradient.dup('c');
    apply(dense, shownAt, iteration, epoch);
    gradient.assign(dense);
  }

  /**
   * One step.
   *
   * @param shownAt where the gradient lay when the parameter was handed over
   */
  private void apply(INDArray gradient, long shownAt, int iteration, int epoch) {
    double globalNorm;
    HandOver handOver = HandOver.current();
    try {
      prepare(gradient, shownAt, handOver);
      globalNorm =
          block.parameter() == null
              ? BlockExecutor.UNKNOWN_NORM
              : handOver.globalNorm(shownAt, gradient.length(), gradient.dataType().width());
    } finally {
      handOver.clear();
    }
    layout.rehearsal().before(this, iteration, epoch);
    findAge(iteration);
    state.begin(layout.ends());
    try {
      executor.step(block, age + 1, iteration, epoch, globalNorm);
    } catch (MissingOperandException e) {
      throw new IllegalStateException(
          e.getMessage()
              + (ofSameDiff && block.parameter() != null
                  ? " SameDiff hands over one variable at a time: take a rule that needs no more."
                  : whatToBind()),
          e);
    }
    age++;
    // one object a step, whatever the number of layers
    seen = new GradusUpdater.Seen(age, iteration, config.owner(), length, null);
    for (GradusUpdater each : layout.updaters()) {
      each.note(seen);
    }
    state.markIfUntouched();
  }

  private String whatToBind() {
    String again =
        " What TransferLearning has added or changed is to be bound again:"
            + " Dl4j.bind(network.getLayerWiseConfigurations()), or"
            + " Dl4j.bind(graph.getConfiguration()).";
    if (!unbound.isEmpty()) {
      String missing = String.join("; ", unbound);
      return " The network is bound in part. Of its parameters nobody hands over %s.%s"
          .formatted(missing, again);
    }
    return (block.parameter() == null ? "" : " The network is not as it was bound." + again)
        + " In DL4J, bind the configuration before the network is made: new"
        + " MultiLayerNetwork(Dl4j.bind(configuration)), or in SameDiff,"
        + " sameDiff.setTrainingConfig(Dl4j.bind(configuration)).";
  }

  /** Views of the arrays; those of the step before serve again where nothing has moved. */
  @SuppressWarnings("ReferenceEquality") // a buffer that another has replaced must not be used
  private void prepare(INDArray gradient, long shownAt, HandOver handOver) {
    if (running != config.optimizer()) {
      start(gradient);
    }
    DataBuffer buffer = NativeMemory.root(gradient);
    long address = NativeMemory.address(gradient);
    int shown = handOver.lastWithin(shownAt, gradient.length() * gradient.dataType().width());
    DataBuffer parameters =
        shown < 0
            ? handOver.parametersBeside(buffer, config.bound() != null)
            : handOver.buffer(shown);
    long parameter = 0;
    if (shown >= 0) {
      parameter = handOver.parameter(shown) - handOver.gradient(shown) + shownAt;
    } else if (parameters != null) {
      parameter = parameters.platformAddress() - buffer.platformAddress() + address;
    }
    if (block == null
        || buffer != gradientBuffer
        || address != gradientAddress
        || parameter != parameterAddress
        || shownCount != handOver.count()
        || block.gradient().length() != gradient.length()) {
      INDArray flat = NativeMemory.flat(buffer, address, gradient.length());
      unbound = List.of();
      Tensors tensors = parameters == null ? null : tensors(shownAt, parameter, gradient, handOver);
      block =
          tensors == null
              ? new Block(flat, null, state.parts(), null)
              : new Block(
                  flat,
                  NativeMemory.flat(parameters, parameter, gradient.length()),
                  state.parts(),
                  tensors);
      gradientBuffer = buffer;
      gradientAddress = address;
      parameterAddress = parameter;
      shownCount = handOver.count();
    }
  }

  private void start(INDArray gradient) {
    state.check(config.optimizer(), gradient.length(), gradient.dataType());
    executor = BlockExecutor.of(config.optimizer(), gradient.dataType());
    block = null;
    running = config.optimizer();
  }

  /**
   * The tensors of the block: those handed over, and between them what DL4J hands over to nobody,
   * such as the parameters of normalisations.
   *
   * @return null if something else is missing, and so is not known to be no weight
   */
  private Tensors tensors(long address, long parameter, INDArray gradient, HandOver handOver) {
    int width = gradient.dataType().width();
    long start =
        (NativeMemory.address(gradient) - NativeMemory.root(gradient).platformAddress()) / width;
    List<Tensors.Tensor> tensors = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    long done = 0;
    String before = null;
    for (int i = 0; i <= handOver.count(); i++) {
      boolean isEnd = i == handOver.count();
      long from = isEnd ? gradient.length() : (handOver.gradient(i) - address) / width;
      boolean ofThisBlock =
          isEnd
              || (from >= done
                  && from + handOver.length(i) <= gradient.length()
                  && handOver.parameter(i) - parameter == handOver.gradient(i) - address);
      if (!ofThisBlock) {
        continue;
      }
      if (!addUnshown(tensors, handOver.unshown(), start, done, from)) {
        missing.add(where(start + done, start + from, before, isEnd ? null : handOver.name(i)));
      }
      if (!isEnd) {
        done = from + handOver.length(i);
        before = handOver.name(i);
        tensors.add(new Tensors.Tensor(done, handOver.isWeight(i), handOver.rowLength(i)));
      }
    }
    unbound = missing;
    return missing.isEmpty() ? new Tensors(tensors) : null;
  }

  /** Adds what DL4J shows to nobody; false if that is not all that lies there. */
  private static boolean addUnshown(
      List<Tensors.Tensor> tensors, List<Long> unshown, long start, long from, long to) {
    long done = from;
    for (int i = 0; i < unshown.size() && done < to; i += 2) {
      if (unshown.get(i) == start + done && unshown.get(i + 1) <= start + to) {
        done = unshown.get(i + 1) - start;
        tensors.add(new Tensors.Tensor(done, false));
      }
    }
    return done == to;
  }

  private static String where(long from, long to, String before, String after) {
    String place =
        before == null
            ? after == null ? "" : ", in front of " + after
            : after == null ? ", behind " + before : ", between " + before + " and " + after;
    return "those from %d to %d%s".formatted(from, to - 1, place);
  }

  private void findAge(int iteration) {
    if (age == UNKNOWN) {
      age = startingAge(iteration);
    }
  }

  /** How many updates the state has seen: see the class's comment. */
  private long startingAge(int iteration) {
    GradusUpdater.Seen noted = noted(saved.isEmpty() ? config.seen() : saved, iteration);
    boolean isOurs = noted == null || noted.owner() == null || noted.owner().equals(config.owner());
    if (state.parts().isEmpty() ? noted == null || !isOurs : isNew()) {
      return 0;
    }
    if (!isOurs) {
      throw new IllegalStateException(
          "The state of this network is that of %s, but the optimizer is now %s, whose state is %s; load the network without its updater's state, which then begins anew."
              .formatted(noted.owner(), config.optimizer(), config.owner()));
    }
    if (noted == null) {
      return iteration;
    }
    if (isRead && noted.block() != null && !noted.block().equals(length)) {
      throw new IllegalStateException(
          "The state of %s was saved for %d parameters whose updaters were equal, but now %d have equal ones, and DL4J cuts the state in other places; give the layers the updaters that they had, or load the network without its updater's state."
              .formatted(config.optimizer(), noted.block(), length));
    }
    if (iteration == 0) {
      return noted.age(); // a state carried into a network whose clock begins anew
    }
    return Math.max(0, iteration - (noted.iteration() + 1 - noted.age()));
  }

  /** Whether nothing has used the state. */
  boolean isNew() {
    return state.isNew(layout.ends());
  }

  /** Which of the networks that have shared the updater this one goes on from. */
  private GradusUpdater.Seen noted(List<GradusUpdater.Seen> all, int iteration) {
    if (all.size() < 2) {
      return all.isEmpty() ? null : all.get(0);
    }
    List<GradusUpdater.Seen> likely = new ArrayList<>(all);
    likely.sort(Comparator.comparing(each -> !Objects.equals(each.block(), length)));
    Long own = fingerprint(config);
    return likely.stream()
        .filter(each -> own != null && own.equals(each.state()))
        .findFirst()
        .or(() -> likely.stream().filter(each -> each.iteration() + 1 == iteration).findFirst())
        .orElse(likely.get(0));
  }

  /** What this network has seen of its state; null where the state is new. */
  GradusUpdater.Seen seen() {
    if (seen != null || saved.isEmpty() || isClosed() || (!state.parts().isEmpty() && isNew())) {
      return seen;
    }
    GradusUpdater.Seen one = noted(saved, -1);
    return isRead
        ? one
        : new GradusUpdater.Seen(one.age(), one.iteration(), one.owner(), length, null);
  }

  /**
   * Tells the state of those parameters that are an updater's from other states, whatever the type.
   *
   * @return null where there is no state
   */
  Long fingerprint(GradusUpdater updater) {
    if (state.parts().isEmpty() || isClosed()) {
      return null;
    }
    int hash = 1;
    for (INDArray part : state.parts()) {
      float[] numbers = part.castTo(DataType.FLOAT).toFloatVector();
      if (layout.ends().isEmpty()) {
        hash = 31 * hash + hash(numbers, 0, numbers.length);
      }
      int from = 0;
      for (int i = 0; i < layout.ends().size(); i++) {
        int end = Math.toIntExact(layout.ends().get(i));
        if (isOf(i, updater)) {
          hash = 31 * hash + hash(numbers, from, end);
        }
        from = end;
      }
    }
    return Integer.toUnsignedLong(hash);
  }

  @SuppressWarnings("ReferenceEquality") // equal ones may stand in other layers
  private boolean isOf(int parameter, GradusUpdater updater) {
    return layout.owners().get(parameter) == updater;
  }

  private static int hash(float[] numbers, int from, int to) {
    return Arrays.hashCode(Arrays.copyOfRange(numbers, from, to));
  }

  /** Whether the network has been closed and its memory given back. */
  private boolean isClosed() {
    return !state.parts().isEmpty() && NativeMemory.root(state.parts().get(0)).wasClosed();
  }
}
