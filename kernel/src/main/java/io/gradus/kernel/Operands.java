package io.gradus.kernel;

import io.gradus.api.Slot;
import java.util.List;

/** The arrays of one step. The update may be the gradient's own memory. */
record Operands(
    Memory gradient, Memory parameter, List<Slot> slots, List<Memory> state, Memory update) {

  Memory of(Slot slot) {
    return state.get(slots.indexOf(slot));
  }
}
