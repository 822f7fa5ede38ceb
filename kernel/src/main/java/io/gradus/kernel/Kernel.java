package io.gradus.kernel;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.util.List;

/**
 * Runs an optimizer's rule on arrays. One kernel belongs to one run of an optimizer and to one
 * thread; it keeps no state of the run but what it has prepared: slots and age are the caller's.
 *
 * <p>A rule that throws leaves every array as it was.
 */
public final class Kernel {

  private final Tracer tracer;
  private final Precision precision;
  private Trace prepared;
  private Program program;

  /**
   * A kernel for one run.
   *
   * @param optimizer whose rule to run
   * @param precision the type of all arrays
   */
  public Kernel(GradientOptimizer optimizer, Precision precision) {
    this.tracer = new Tracer(optimizer);
    this.precision = precision;
  }

  /**
   * The state arrays that the rule needs, in the order in which {@link #step} wants them.
   *
   * @return their names and first values
   */
  public List<Slot> slots() {
    return tracer.slots();
  }

  /**
   * Takes one step.
   *
   * @param gradient the gradient
   * @param parameter the parameter before the step; null where the host has none to hand over
   * @param state one array a slot, in the order of {@link #slots()}; changed in place
   * @param update receives what to subtract from the parameter; may be the gradient's own memory,
   *     but must overlap no other array
   * @param tensors where each parameter tensor ends, in ascending order, the last at the arrays'
   *     length; null where all is one tensor
   * @param number the age of the state, from 1
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @throws IllegalArgumentException if an array has another length or precision than the gradient
   * @throws IllegalStateException if the rule reads the parameter and it is null
   */
  public void step(
      Memory gradient,
      Memory parameter,
      List<Memory> state,
      Memory update,
      long[] tensors,
      long number,
      long iteration,
      long epoch) {
    check(gradient, parameter, state, update);
    Trace trace = tracer.trace(number, iteration, epoch);
    if (trace.readsParameter() && parameter == null) {
      throw new IllegalStateException(
          tracer.optimizer() + " reads the parameter, but none was handed to this step.");
    }
    if (trace != prepared) {
      program = compile(trace);
      prepared = trace;
    }
    Operands operands = new Operands(gradient, parameter, tracer.slots(), state, update);
    if (tensors == null || !trace.reduces()) {
      program.run(operands, 0, gradient.length());
    } else {
      long from = 0;
      for (long to : tensors) {
        program.run(operands, from, to);
        from = to;
      }
    }
  }

  private Program compile(Trace trace) {
    Plan plan = new Plan(trace);
    return precision == Precision.FLOAT
        ? new Interpreter<>(plan, new FloatLanes())
        : new Interpreter<>(plan, new DoubleLanes());
  }

  private void check(Memory gradient, Memory parameter, List<Memory> state, Memory update) {
    if (state.size() != slots().size()) {
      throw new IllegalArgumentException(
          "%s keeps the slots %s, but %d state arrays were given."
              .formatted(tracer.optimizer(), slots(), state.size()));
    }
    check("gradient", gradient, gradient.length());
    check("update", update, gradient.length());
    if (parameter != null) {
      check("parameter", parameter, gradient.length());
    }
    for (int i = 0; i < state.size(); i++) {
      check("slot", state.get(i), gradient.length());
    }
  }

  private void check(String what, Memory memory, long length) {
    if (memory.length() != length || memory.precision() != precision) {
      throw new IllegalArgumentException(
          "The %s has %d elements of type %s, but %d of type %s are needed."
              .formatted(what, memory.length(), memory.precision(), length, precision));
    }
  }
}
