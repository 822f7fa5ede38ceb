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
  private final List<Slot> slots = new ArrayList<>();
  private final List<Step> inner = new ArrayList<>();
  private Expr gradient;
  private Expr parameter;
  private long number;
  private long iteration;
  private long epoch;
  private boolean discarded;

  /** The step of the whole optimizer. */
  Step(Tape tape) {
    this(tape, null, "", "");
  }

  private Step(Tape tape, Step outer, String name, String path) {
    this.tape = tape;
    this.outer = outer;
    this.name = name;
    this.path = path;
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
    return tape.node(Op.WEIGHT);
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
  public Expr networkNorm() {
    if (gradient().op() != Op.GRADIENT) {
      throw new IllegalStateException(
          "The norm of the network's gradient is that of the gradient as it comes from the network, but a wrapper has changed it before this rule; put the rule that asks for the norm outside.");
    }
    return tape.node(Op.NETWORK_NORM);
  }

  /**
   * Standard normal noise, a new draw for every element at every step. The same seed, step and
   * element give the same number on every host: see {@link Noise}.
   *
   * @param seed any number
   * @return a tensor of independent draws from N(0, 1)
   */
  public Expr noise(long seed) {
    return tape.node(Op.NOISE, tape.scalar(Noise.key(seed, number)));
  }

  /**
   * The age of the state: 1 at the first update that it sees. Bias corrections count this; it is
   * not the network's iteration, which may be far on when a state is new.
   *
   * @return t, from 1
   */
  public long number() {
    return number;
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
    return inner(name, gradient, number);
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
   * @param number the inner state's age, from 1
   * @return the inner step, to be handed to {@link GradientOptimizer#update}
   */
  public Step inner(String name, Expr gradient, long number) {
    Step step = null;
    for (int i = 0; i < inner.size() && step == null; i++) {
      if (inner.get(i).name.equals(name)) {
        step = inner.get(i);
      }
    }
    if (step == null) {
      step = new Step(tape, this, name, path + name + "/");
      inner.add(step);
    }
    step.begin(number, iteration, epoch);
    step.gradient = tape.own(gradient);
    return step;
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
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).keepWhere(condition);
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).keepWhere(condition);
    }
  }

  void begin(long number, long iteration, long epoch) {
    this.number = number;
    this.iteration = iteration;
    this.epoch = epoch;
    this.gradient = null;
    this.parameter = null;
    this.discarded = false;
    for (int i = 0; i < slots.size(); i++) {
      slots.get(i).begin();
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).begin(number, iteration, epoch);
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
