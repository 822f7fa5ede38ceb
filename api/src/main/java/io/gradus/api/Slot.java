package io.gradus.api;

/**
 * A named state array of the parameter's shape, kept from step to step and saved with the model:
 * Adam's moments, a momentum buffer. Valid only within the call of {@link GradientOptimizer#update}
 * that asked for it. Not thread-safe.
 */
public final class Slot {

  private final Tape tape;
  private final String name;
  private final String localName;
  private final double initial;

  /** What rounding has lost of the content; null where it is let go. */
  private Slot rest;

  private Expr before;
  private Expr current;
  private boolean set;

  Slot(Tape tape, String path, String localName, double initial) {
    this.tape = tape;
    this.name = path + localName;
    this.localName = localName;
    this.initial = initial;
  }

  /**
   * The content: that before the step, or what this step has set.
   *
   * @return the content as a tensor
   */
  public Expr value() {
    return rest == null ? content() : content().plus(rest.content());
  }

  private Expr content() {
    if (current == null) {
      current = before();
    }
    return current;
  }

  /**
   * Gives the content where there is none yet: where it is NaN, which such a slot begins at.
   *
   * @param first what it begins with
   * @return the content
   */
  public Expr startAt(Expr first) {
    current = Expr.where(content().equalTo(content()), content(), first);
    set = true;
    return value();
  }

  /** The content before the step. */
  private Expr before() {
    if (before == null) {
      before = tape.slot(this);
    }
    return before;
  }

  void keepWhere(Expr condition) {
    if (set) {
      current = Expr.where(condition, current, before());
    }
  }

  /**
   * Sets the content.
   *
   * @param content the new content; a uniform expression spreads to every element
   * @return the new content
   */
  public Expr set(Expr content) {
    current = tape.own(content);
    set = true;
    if (rest != null) {
      rest.set(tape.scalar(0));
    }
    return content;
  }

  /**
   * Adds to the content: s ← s + x.
   *
   * @param amount x
   * @return the new content
   */
  public Expr add(Expr amount) {
    return rest == null ? set(value().plus(amount)) : addPrecisely(amount);
  }

  /** The sum of two numbers is the rounded sum and a rest, which is exact: Knuth (1969), 4.2.2. */
  private Expr addPrecisely(Expr amount) {
    Expr a = content();
    Expr b = rest.content().plus(amount);
    Expr sum = a.plus(b);
    Expr part = sum.minus(a);
    Expr lost = a.minus(sum.minus(part)).plus(b.minus(part));
    set(sum);
    rest.set(lost);
    return value();
  }

  /**
   * Moves the content towards a sample, as an exponential moving average: s ← β s + (1 − β) x.
   *
   * @param decay β, usually in [0, 1)
   * @param sample x
   * @return the new content
   */
  public Expr ema(double decay, Expr sample) {
    tape.own(sample);
    if (decay == 0) {
      return set(sample); // 0 · ∞ is NaN
    }
    return rest == null
        ? set(value().times(decay).plus(sample.times(1 - decay)))
        : add(sample.minus(value()).times(1 - decay));
  }

  /**
   * The name, unique within the whole optimizer: that of an inner rule's slot is preceded by the
   * path to it, such as {@code "inner/m"}.
   *
   * @return the name under which it is saved
   */
  public String name() {
    return name;
  }

  /**
   * The slot that holds what rounding loses of this one's content, for executors that round state
   * once more: see {@link Step#preciseSlot}.
   *
   * @return null where it is let go
   */
  public Slot rest() {
    return rest;
  }

  void keepRestIn(Slot slot) {
    rest = slot;
  }

  /**
   * What every element holds before the first step.
   *
   * @return the initial value
   */
  public double initial() {
    return initial;
  }

  @Override
  public String toString() {
    return name;
  }

  String localName() {
    return localName;
  }

  void begin() {
    before = null;
    current = null;
    set = false;
  }

  /** The new content at the end of the step, or null where the slot keeps the old. */
  Expr written() {
    return set ? current : null;
  }
}
