package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The state of one block in the view that DL4J hands over: all of the first slot, then all of the
 * second, and so on.
 *
 * <p>DL4J copies a saved state into the view and tells nobody. So whether a state is new is read
 * off the view: new is what holds every slot's first value still. To keep the two apart for a state
 * that has seen nothing but zero gradients, such a state gets one negative zero. Where no slot
 * begins at 0, it is the new state that is marked: until its first step the first slot holds the
 * negative of its first value where a parameter begins.
 */
final class BlockState {

  private final INDArray view;
  private final List<Slot> slots;
  private final List<INDArray> parts;

  /** Where the state was last seen to hold another number than at first. */
  private int witnessSlot;

  private int witness;

  /** Whether the marks of a new state stand in it. */
  private boolean isMarked;

  /**
   * The state in a view.
   *
   * @param view as long as all slots together; null where there are none
   */
  BlockState(INDArray view, List<Slot> slots) {
    this.view = view;
    this.slots = slots;
    long n = view == null || slots.isEmpty() ? 0 : view.length() / slots.size();
    INDArray flat = view == null ? null : view.reshape(view.length());
    this.parts =
        IntStream.range(0, n == 0 ? 0 : slots.size())
            .mapToObj(i -> flat.get(NDArrayIndex.interval(i * n, (i + 1) * n)))
            .toList();
  }

  /** Gives every slot its first value. */
  void initialize() {
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).assign(NativeMemory.rounded(view.dataType(), slots.get(i).initial()));
    }
  }

  /**
   * Marks a state that has just been initialized, if no slot of it begins at 0.
   *
   * @param ends where each parameter ends, as DL4J may give each a block of its own later; none
   *     where the state is not a network's
   */
  void markNew(List<Long> ends) {
    isMarked = !parts.isEmpty() && !ends.isEmpty() && !hasZero();
    if (isMarked) {
      set(ends, newMark());
    }
  }

  /** Whether a slot begins at 0, whose sign can tell a state that has been used. */
  private boolean hasZero() {
    return slots.stream().anyMatch(slot -> slot.initial() == 0);
  }

  /** Takes the marks of a new state out, just before it is used. */
  void begin(List<Long> ends) {
    if (isMarked) {
      set(ends, slots.get(0).initial());
      isMarked = false;
    }
  }

  /** What stands in the place of the first slot's first value: its negative, or 0 for NaN. */
  private double newMark() {
    double initial = slots.get(0).initial();
    return Double.isNaN(initial) ? 0 : -initial;
  }

  private void set(List<Long> ends, double value) {
    INDArray first = parts.get(0);
    double rounded = NativeMemory.rounded(view.dataType(), value);
    first.putScalar(0, rounded);
    for (long end : ends) {
      if (end < first.length()) {
        first.putScalar(end, rounded);
      }
    }
  }

  /** Whether the state is as {@link #markNew} left it, or merged of such states. */
  private boolean isMarkedNew(List<Long> ends) {
    if (NativeMemory.differs(newMark(), parts.get(0), 0)) {
      return false;
    }
    BlockState copy = new BlockState(view.dup(), slots);
    copy.set(ends, slots.get(0).initial());
    return copy.isUntouched();
  }

  /** Whether nothing has used the state. */
  boolean isNew(List<Long> ends) {
    if (parts.isEmpty()) {
      return true;
    }
    isMarked = !hasZero() && isMarkedNew(ends);
    boolean isMarkedWhenNew = !hasZero() && !ends.isEmpty();
    return isMarked || (!isMarkedWhenNew && isUntouched());
  }

  /** One array for each slot; none for a rule without slots. */
  List<INDArray> parts() {
    return parts;
  }

  /** The arrays under their slots' names. */
  Map<String, INDArray> byName() {
    Map<String, INDArray> all = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      all.put(slots.get(i).name(), parts.get(i));
    }
    return all;
  }

  /**
   * Refuses a state of another optimizer or another block.
   *
   * @throws IllegalStateException if the length or the type is wrong
   */
  void check(GradientOptimizer optimizer, long parameters, DataType type) {
    long held = view == null ? 0 : view.length();
    if (held != slots.size() * parameters) {
      throw new IllegalStateException(
          "%s keeps a state of length %d for parameters of length %d, but DL4J handed it one of length %d; was it saved with another optimizer?"
              .formatted(optimizer, slots.size() * parameters, parameters, held));
    }
    if (!slots.isEmpty() && view.dataType() != type) {
      throw new IllegalStateException(
          "The updater state is of type %s, but the gradient of type %s."
              .formatted(view.dataType(), type));
    }
  }

  /** Whether every slot holds its first value still. One element that does not mostly stays so. */
  private boolean isUntouched() {
    if (!parts.isEmpty()
        && NativeMemory.differs(
            slots.get(witnessSlot).initial(), parts.get(witnessSlot), witness)) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      int other = NativeMemory.otherThan(slots.get(i).initial(), parts.get(i));
      if (other >= 0) {
        witnessSlot = i;
        witness = other;
        return false;
      }
    }
    return true;
  }

  /** Makes a state that has been used, and shows no trace of it, differ from a new one. */
  void markIfUntouched() {
    if (parts.isEmpty() || !isUntouched()) {
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (slots.get(i).initial() == 0) {
        parts.get(i).putScalar(0, -0.0);
        return;
      }
    }
  }
}
