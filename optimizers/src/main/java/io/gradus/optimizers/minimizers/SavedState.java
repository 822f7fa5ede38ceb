package io.gradus.optimizers.minimizers;

import io.gradus.api.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a run saved, and rejects what is missing, unknown or of the wrong length. */
final class SavedState {

  private final Map<String, double[]> state;
  private final Set<String> unread;

  SavedState(Map<String, double[]> state) {
    this.state = state;
    this.unread = new HashSet<>(state.keySet());
  }

  /** The number of parameters of a run, at least one. */
  static int size(List<Shape> shapes) {
    long size = shapes.stream().mapToLong(Shape::size).sum();
    if (size < 1 || size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "A run needs from 1 to %d parameters, but the shapes have %d."
              .formatted(Integer.MAX_VALUE - 8, size));
    }
    return (int) size;
  }

  /** Rejects a point whose length is not the run's. */
  static void checkSize(double[] x, int size) {
    if (x.length != size) {
      throw new IllegalArgumentException(
          "The point has %d numbers, but this run is for %d.".formatted(x.length, size));
    }
  }

  boolean has(String name) {
    return state.containsKey(name);
  }

  /** A copy of one array. */
  double[] array(String name, int length) {
    double[] array = state.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "The saved state has no '%s', only %s; was it saved by a run of the same optimizer?"
              .formatted(name, state.keySet()));
    }
    if (array.length != length) {
      throw new IllegalArgumentException(
          "'%s' of the saved state has %d numbers, but this run needs %d."
              .formatted(name, array.length, length));
    }
    unread.remove(name);
    return array.clone();
  }

  double number(String name) {
    return array(name, 1)[0];
  }

  /** Rejects unknown entries. */
  void finish() {
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "The saved state has %s, which this run does not know; was it saved by a run of the same optimizer?"
              .formatted(unread));
    }
  }
}
