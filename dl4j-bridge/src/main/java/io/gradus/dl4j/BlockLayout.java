package io.gradus.dl4j;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The parameters of one block. DL4J runs one updater for all neighbouring parameters whose updaters
 * are equal, and does not tell it which they are. But when it builds its blocks, it first asks the
 * updater of every parameter in order how much state it needs, and then instantiates the first
 * updater of each block; all on one thread. So the questions are noted until they are answered.
 *
 * @param updaters the configurations that share the block, without repetition; never empty
 * @param ends where each parameter ends, counted from the start of the block; empty if unknown. For
 *     rules without state they may go on past the block's end, which DL4J does not tell then.
 * @param owners whose each parameter is, in the order of {@code ends}
 * @param rehearsal the updaters of all blocks of the network, as far as it is known
 */
record BlockLayout(
    List<GradusUpdater> updaters,
    List<Long> ends,
    List<GradusUpdater> owners,
    Rehearsal rehearsal) {

  private static final ThreadLocal<Asked> ASKED = ThreadLocal.withInitial(Asked::new);

  /** A parameter and its updater, which its network's configuration keeps alive. */
  private record Parameter(WeakReference<GradusUpdater> reference, long length) {

    Parameter(GradusUpdater updater, long length) {
      this(new WeakReference<>(updater), length);
    }

    /** Null once the network is gone. */
    GradusUpdater updater() {
      return reference.get();
    }

    /** Whether it is this very updater's; equal ones may stand in other blocks. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(GradusUpdater one) {
      return updater() == one;
    }
  }

  private static final class Asked {
    final Deque<Parameter> parameters = new ArrayDeque<>();
    boolean isAnswered;

    /** That of the network whose updaters are being made; its layouts keep it alive. */
    WeakReference<Rehearsal> rehearsal = new WeakReference<>(null);

    Rehearsal rehearsal() {
      Rehearsal one = rehearsal.get();
      if (one == null) {
        one = new Rehearsal();
        rehearsal = new WeakReference<>(one);
      }
      return one;
    }
  }

  /** The layout of a block of which nothing is known but its updater. */
  static BlockLayout alone(GradusUpdater updater) {
    return new BlockLayout(List.of(updater), List.of(), List.of(), new Rehearsal());
  }

  /** Notes that DL4J has asked how much state a parameter needs. */
  static void ask(GradusUpdater updater, long length) {
    Asked asked = ASKED.get();
    if (asked.isAnswered) {
      asked.parameters.clear();
      asked.rehearsal.clear();
      asked.isAnswered = false;
    }
    asked.parameters.add(new Parameter(updater, length));
  }

  /**
   * The layout of the block that an updater runs.
   *
   * @param first the configuration that DL4J instantiates
   * @param slots the arrays of state that it keeps
   * @param state the elements of state that DL4J gave the block
   */
  static BlockLayout take(GradusUpdater first, int slots, long state) {
    Asked asked = ASKED.get();
    asked.isAnswered = true;
    Deque<Parameter> parameters = asked.parameters;
    while (!parameters.isEmpty() && !parameters.peek().isOf(first)) {
      parameters.remove();
    }
    Set<GradusUpdater> updaters = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Long> ends = new ArrayList<>();
    List<GradusUpdater> owners = new ArrayList<>();
    long end = 0;
    for (Parameter parameter : parameters) {
      if (!first.equals(parameter.updater()) || (slots > 0 && slots * end == state)) {
        break;
      }
      updaters.add(parameter.updater());
      end += parameter.length();
      ends.add(end);
      owners.add(parameter.updater());
    }
    if (slots > 0) {
      for (int i = 0; i < ends.size(); i++) {
        parameters.remove(); // the first updater of the next block may be the same object
      }
    }
    return slots * end == state && !ends.isEmpty()
        ? new BlockLayout(
            List.copyOf(updaters), List.copyOf(ends), List.copyOf(owners), asked.rehearsal())
        : alone(first);
  }
}
