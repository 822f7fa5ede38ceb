package io.gradus.kernel;

import io.gradus.api.Arguments;
import java.util.List;

/**
 * The arrays of a run, made once and handed to every step.
 *
 * @param gradient the gradient
 * @param parameter the parameter before the step; null where the host has none to hand over
 * @param state one array a slot, in the order of {@link Kernel#slots()}; changed in place
 * @param update receives what to subtract from the parameter; may be the gradient's own memory, but
 *     must overlap no other array
 * @param tensors where each parameter tensor begins and what it is; null where the host cannot say
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
