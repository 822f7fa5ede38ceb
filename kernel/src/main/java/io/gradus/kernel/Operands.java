package io.gradus.kernel;

import io.gradus.api.Arguments;
import java.util.List;

/**
 * The arrays of a run, created once and passed to every step.
 *
 * @param gradient the gradient
 * @param parameter the parameter before the step; null if the host has none
 * @param state one array per slot, in the order of {@link Kernel#slots()}; changed in place
 * @param update receives what to subtract from the parameter; may be the gradient's own memory, but
 *     must overlap no other array
 * @param tensors where each parameter tensor begins and what it is; null if the host does not know
 */
public record Operands(
    Memory gradient, Memory parameter, List<Memory> state, Memory update, Tensors tensors) {

  /**
   * Makes the list immutable.
   *
   * @throws NullPointerException if an array other than the parameter is null
   */
  public Operands {
    Arguments.given(gradient, "gradient");
    Arguments.given(state, "state").forEach(slot -> Arguments.given(slot, "state[…]"));
    Arguments.given(update, "update");
    state = List.copyOf(state);
  }
}
