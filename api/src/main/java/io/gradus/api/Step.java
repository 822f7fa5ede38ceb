package io.gradus.api;

import java.util.ArrayList;
import java.util.List;

/**
 * One step as a rule sees it: the gradient, the parameter, the slots, and the time. Valid only
 * within the call of {@link GradientOptimizer#update} that it was handed to. Not thread-safe.
 */
public final class Step {

  private final Tape tape;
  private final Step outer;
  private final String name;
  private final String path;
  private final int level;
  private final List<Slot> slots = new ArrayList<>();
  private final List<Step> inner = new ArrayList<>();
  private Expr gradient;
  private Expr parameter;
  private long age;
  private long iteration;
  private long epoch;
  private boolean discarded;

  /** Counts the steps that this one has skipped; null where it skips none. */
  private Slot skipCount;

  private long skipped;

  /** The step of the whole optimizer. */
  Step(Tape tape) {
    this(tape, null, "", "");
  }

  private Step(Tape tape, Step outer, String name, String path) {
    this.tape = tape;
    this.outer = outer;
    this.name = name;
    this.path = path;
    this.level = outer == null ? 1 : outer.level + 1;
  }

  /**
   * The gradient of the objective with respect to the parameter; within a wrapper, what the wrapper
   * made of it.
   *
   * @return g
   */
  public Expr gradient() {
    if (gradient == null) {
      gradient = tape.node(Op.GRADIENT);
    }
    return gradient;
  }

  /**
   * The parameter before the step. A rule that asks for it is <em>parameter-aware</em>, and can run
   * only where the host hands parameters over.
   *
   * @return θ
   */
  public Expr parameter() {
    if (parameter == null) {
      parameter = outer == null ? tape.node(Op.PARAMETER) : outer.parameter();
    }
    return parameter;
  }

  /**
   * A state array that is 0 before the first step.
   *
   * @param name letters, digits, underscores; unique within this rule
   * @return the slot, the same for the same name
   */
  public Slot slot(String name) {
    return slot(name, 0);
  }

  /**
   * A state array with another first value.
   *
   * @param name letters, digits, underscores; unique within this rule
   * @param initial what every element holds before the first step
   * @return the slot, the same for the same name
   * @throws IllegalArgumentException if the rule named this slot with another first value before
   */
  public Slot slot(String name, double initial) {
    Arguments.given(name, "name");
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      if (slot.localName().equals(name)) {
        if (Double.compare(slot.initial(), initial) != 0) {
          throw new IllegalArgumentException(
              "The slot '%s' begins at %s, but was named with %s before."
                  .formatted(slot, initial, slot.initial()));
        }
        return slot;
      }
    }
    if (!name.matches("\\w+")) {
      throw new IllegalArgumentException(
          "A slot's name is of letters, digits and underscores, but this one is '" + name + "'.");
    }
    Slot slot = new Slot(tape, path, name, initial);
    slots.add(slot);
    return slot;
  }

  /**
   * A state array that keeps what its rounding loses, in a second array called as it is with {@code
   * _rest} behind: for an average that moves by less than half a unit in the last place of what it
   * holds, and would stand still. Its {@link Slot#value} is the sum of both. What is added to it by
   * {@link Slot#add} and {@link Slot#ema} is kept to twice the digits; {@link Slot#set} begins
   * anew. The first array is the sum, rounded, to be read by itself.
   *
   * @param name letters, digits, underscores; unique within this rule
   * @param initial what every element holds before the first step
   * @return the slot, the same for the same name
   * @throws IllegalArgumentException if the rule named this slot with another first value before
   */
  public Slot preciseSlot(String name, double initial) {
    Slot slot = slot(name, initial);
    slot.keepRestIn(slot(name + "_rest"));
    return slot;
  }

  /**
   * A number as a uniform expression, for where Java has no overload: {@code
   * step.constant(1).minus(x)}.
   *
   * @param number any number
   * @return the number, spread to every element where it meets a tensor
   */
  public Expr constant(double number) {
    return tape.scalar(number);
  }

  /**
   * Whether the parameter tensor is a weight: a rule multiplies by it what biases and the
   * parameters of normalisations are exempt from, such as decay.
   *
   * @return uniform: 1 for weights, and where the host cannot tell; 0 for all others
   */
  public Expr isWeight() {
    return tape.node(Op.IS_WEIGHT);
  }

  /**
   * The Euclidean norm of the gradient of the whole network, of all its tensors as one vector,
   * before any rule has changed it. Hosts that know the network hand it over; others refuse the
   * rule.
   *
   * @return uniform, from 0
   * @throws IllegalStateException within a wrapper that has changed the gradient: what it made of
   *     the other tensors is not known
   */
  public Expr globalNorm() {
    if (gradient().node().op() != Op.GRADIENT) {
      throw new IllegalStateException(
          "The norm of the network's gradient is that of the gradient as it comes from the network, but a wrapper has changed it before this rule; put the rule that asks for the norm outside.");
    }
    return tape.node(Op.GLOBAL_NORM);
  }

  /**
   * Standard normal noise, a new draw for every element at every step. The same seed, step and
   * element give the same number on every host: see {@link Noise}.
   *
   * @param seed any number
   * @return a tensor of independent draws from N(0, 1)
   */
  public Expr noise(long seed) {
    return tape.node(Op.NOISE, tape.scalar(Noise.key(seed, age)));
  }

  /**
   * The age of the state: 1 at the first update that it sees. Bias corrections count this; it is
   * not the network's iteration, which may be far on when a state is new.
   *
   * @return t, from 1
   */
  public long age() {
    return age;
  }

  /**
   * The host's clock of updates, from 0 and on across epochs, which schedules follow.
   *
   * @return updates before this one
   */
  public long iteration() {
    return iteration;
  }

  /**
   * The host's clock of passes over the data, from 0.
   *
   * @return epochs finished before this step
   */
  public long epoch() {
    return epoch;
  }

  /**
   * The step of an inner optimizer, with a gradient of its own and slots in a space of their own.
   *
   * @param name tells this inner step from others of the same rule
   * @param gradient the gradient that the inner rule shall see
   * @return the inner step, to be handed to {@link GradientOptimizer#update}
   */
  public Step inner(String name, Expr gradient) {
    return inner(name, gradient, age);
  }

  /**
   * The step of an inner optimizer that sees another parameter than the host's, such as one that
   * the outer rule has already moved.
   *
   * @param name tells this inner step from others of the same rule
   * @param gradient the gradient that the inner rule shall see
   * @param parameter the parameter that the inner rule shall see
   * @return the inner step, to be handed to {@link GradientOptimizer#update}
   */
  public Step inner(String name, Expr gradient, Expr parameter) {
    Step step = inner(name, gradient);
    step.parameter = tape.own(parameter);
    return step;
  }

  /**
   * The step of an inner optimizer that is not called at every step, and so has an age of its own.
   *
   * @param name tells this inner step from others of the same rule
   * @param gradient the gradient that the inner rule shall see
   * @param age the inner state's age, from 1
   * @return the inner step, to be handed to {@link GradientOptimizer#update}
   */
  public Step inner(String name, Expr gradient, long age) {
    Arguments.given(name, "name");
    Step step = null;
    for (int i = 0; i < inner.size() && step == null; i++) {
      if (inner.get(i).name.equals(name)) {
        step = inner.get(i);
      }
    }
    if (step == null) {
      if (level == Nesting.MOST_LEVELS) {
        throw new IllegalStateException(
            "The rules of this optimizer lie more than %d deep within each other."
                .formatted(Nesting.MOST_LEVELS));
      }
      step = new Step(tape, this, name, path + name + "/");
      inner.add(step);
    }
    step.begin(age, iteration, epoch);
    step.gradient = tape.own(gradient);
    return step;
  }

  /**
   * The step of an inner optimizer that is skipped at times, which is decided when the step is
   * computed: see {@link #skipUnless}. Its age counts the steps that it took. Those that it skipped
   * are counted, for each tensor, in a slot of this rule, called as the inner step with {@code
   * _skipped} behind; a count is exact up to 2²⁴ in FLOAT, and in networks of type HALF up to 2048,
   * where it stays.
   *
   * @param name tells this inner step from others of the same rule
   * @param gradient the gradient that the inner rule shall see
   * @return the inner step, to be handed to {@link GradientOptimizer#update} and then to {@link
   *     #skipUnless}
   * @throws IllegalStateException if the state has skipped more steps than it has seen
   */
  public Step skippable(String name, Expr gradient) {
    Slot count = slot(name + "_skipped");
    long skipped = tape.skipped(count);
    if (skipped < 0 || skipped >= age) {
      throw new IllegalStateException(
          "The slot '%s' says that %d steps were skipped, but the state has seen %d; it is not this optimizer's state, or its age was lost."
              .formatted(count, skipped, age - 1));
    }
    Step step = inner(name, gradient, age - skipped);
    step.skipCount = count;
    step.skipped = skipped;
    return step;
  }

  /**
   * Skips this inner step where a condition fails: its slots keep the content from before, and it
   * does not count for its age. What it gave as its update is the caller's to replace.
   *
   * @param condition anything but 0 is true; uniform, as it holds for the tensor or not
   * @throws IllegalStateException if this step was not made by {@link #skippable}, or the condition
   *     is not uniform
   */
  public void skipUnless(Expr condition) {
    if (skipCount == null || !condition.node().isUniform()) {
      throw new IllegalStateException(
          "A step that is skipped is made by skippable(), and skipped for a whole tensor: by a uniform condition.");
    }
    keepWhere(condition);
    skipCount.set(Expr.where(condition, tape.scalar(skipped), tape.scalar(skipped + 1.0)));
  }

  /**
   * Whether the gradient of this inner step, what its rule made of it and what it has set its slots
   * to are finite, in the whole tensor. To be asked when the rule has been called. An inner step
   * that is {@link #skippable} looks after its own slots.
   *
   * @param update what the rule gave
   * @return uniform: 1 if all is finite, else 0
   */
  public Expr isFinite(Expr update) {
    Expr zeros = addZeros(gradient().times(0).plus(update.times(0)));
    return zeros.max().equalTo(0); // 0 · ∞ is NaN, and equals nothing
  }

  /** Adds zero times all that this step has set. */
  private Expr addZeros(Expr zeros) {
    Expr sum = zeros;
    for (int i = 0; i < slots.size() && !discarded; i++) {
      Expr content = slots.get(i).written();
      if (content != null) {
        sum = sum.plus(content.times(0));
      }
    }
    for (int i = 0; i < inner.size() && !discarded; i++) {
      if (inner.get(i).skipCount == null) {
        sum = inner.get(i).addZeros(sum);
      }
    }
    return sum;
  }

  /**
   * Takes back every slot that this inner step has set: they keep the content from before. A
   * wrapper that delays its inner optimizer still calls it, so that its slots are known from the
   * first step on, and then discards what it did; nothing of it is computed.
   */
  public void discard() {
    discarded = true;
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).discard();
    }
  }

  /**
   * Takes back what this inner step has set wherever a condition fails: those elements of its slots
   * keep the content from before.
   *
   * @param condition anything but 0 is true; may be uniform
   */
  public void keepWhere(Expr condition) {
    tape.own(condition);
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).keepWhere(condition);
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).keepWhere(condition);
    }
  }

  void begin(long age, long iteration, long epoch) {
    this.age = age;
    this.iteration = iteration;
    this.epoch = epoch;
    this.gradient = null;
    this.parameter = null;
    this.discarded = false;
    this.skipCount = null;
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).begin();
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).begin(age, iteration, epoch);
    }
  }

  /** Ends the trace: what each slot is set to. */
  void store() {
    if (discarded) {
      return;
    }
    for (int i = 0; i < slots.size(); i++) {
      Expr content = slots.get(i).written();
      if (content != null) {
        tape.store(slots.get(i), content);
      }
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).store();
    }
  }

  void collectSlots(List<Slot> all) {
    all.addAll(slots);
    for (Step step : inner) {
      step.collectSlots(all);
    }
  }
}
