package io.gradus.kernel;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an optimizer's rule on arrays. One kernel belongs to one run of an optimizer and to one
 * thread; it keeps no state of the run but what it has prepared: slots and age are the caller's.
 *
 * <p>A rule that throws leaves every array as it was.
 */
public final class Kernel {

  /** How rules are run; the system property {@value #EXECUTOR_PROPERTY} chooses. */
  enum Executor {
    /** One operation at a time. */
    INTERPRETER,
    /** One generated loop over heap arrays. */
    PLAIN
  }

  /** The system property that chooses the executor: {@code plain} unless told, or {@code interpreter}. */
  public static final String EXECUTOR_PROPERTY = "gradus.executor";

  private static final System.Logger LOG = System.getLogger(Kernel.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final Executor EXECUTOR = executor(System.getProperty(EXECUTOR_PROPERTY));

  private final Tracer tracer;
  private final Precision precision;
  private final Executor executor;
  private Operands checked;
  private Trace prepared;
  private Program program;

  /**
   * A kernel for one run.
   *
   * @param optimizer whose rule to run
   * @param precision the type of all arrays
   */
  public Kernel(GradientOptimizer optimizer, Precision precision) {
    this(optimizer, precision, EXECUTOR);
  }

  Kernel(GradientOptimizer optimizer, Precision precision, Executor executor) {
    this.tracer = new Tracer(optimizer);
    this.precision = precision;
    this.executor = executor;
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
   * @param operands the arrays; the same object at every step as long as nothing has moved
   * @param number the age of the state, from 1
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @throws IllegalArgumentException if an array has another length or precision than the gradient
   * @throws IllegalStateException if the rule reads the parameter, or looks at a tensor as a whole,
   *     and the operands have none
   */
  @SuppressWarnings("ReferenceEquality") // the same object needs no second check
  public void step(Operands operands, long number, long iteration, long epoch) {
    if (operands != checked) {
      check(operands);
      checked = operands;
    }
    Trace trace = tracer.trace(number, iteration, epoch);
    if (trace.readsParameter() && operands.parameter() == null) {
      throw new IllegalStateException(
          tracer.optimizer() + " reads the parameter, but none was handed to this step.");
    }
    if (trace.readsTensors() && operands.tensors() == null) {
      throw new IllegalStateException(
          tracer.optimizer() + " looks at whole tensors, but nobody said where they lie.");
    }
    if (trace != prepared) {
      program = compile(trace);
      prepared = trace;
    }
    if (!trace.readsTensors()) {
      program.run(operands, 0, operands.gradient().length(), true);
      return;
    }
    long from = 0;
    List<Tensors.Tensor> tensors = operands.tensors().all();
    for (int i = 0; i < tensors.size(); i++) {
      Tensors.Tensor tensor = tensors.get(i);
      program.run(operands, from, tensor.end(), tensor.isWeight());
      from = tensor.end();
    }
  }

  private Program compile(Trace trace) {
    Plan plan = new Plan(trace, slots());
    return precision == Precision.FLOAT
        ? program(plan, new FloatLanes())
        : program(plan, new DoubleLanes());
  }

  private <A> Program program(Plan plan, Lanes<A> lanes) {
    return new ChunkProgram<>(
        plan,
        lanes,
        pass -> {
          if (executor != Executor.INTERPRETER) {
            try {
              return FusedLoop.compile(
                  tracer.optimizer().getClass().getSimpleName(), pass, precision);
            } catch (IllegalStateException e) {
              warnOnce(e.getMessage());
            }
          }
          return new InterpretedLoop<>(pass, lanes, ChunkProgram.CHUNK);
        });
  }

  private static void warnOnce(String reason) {
    if (WARNED.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "{0} Gradus interprets the rule, which is slower.", reason);
    }
  }

  private static Executor executor(String name) {
    if (name == null) {
      return Executor.PLAIN;
    }
    try {
      return Executor.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "-D%s must be one of %s, but is '%s'."
              .formatted(EXECUTOR_PROPERTY, Arrays.toString(Executor.values()), name),
          e);
    }
  }

  private void check(Operands operands) {
    long length = operands.gradient().length();
    if (operands.state().size() != slots().size()) {
      throw new IllegalArgumentException(
          "%s keeps the slots %s, but %d state arrays were given."
              .formatted(tracer.optimizer(), slots(), operands.state().size()));
    }
    check("gradient", operands.gradient(), length);
    check("update", operands.update(), length);
    if (operands.parameter() != null) {
      check("parameter", operands.parameter(), length);
    }
    for (int i = 0; i < slots().size(); i++) {
      check("slot " + slots().get(i), operands.state().get(i), length);
    }
    if (operands.tensors() != null && operands.tensors().length() != length) {
      throw new IllegalArgumentException(
          "The tensors end at %d, but the gradient at %d."
              .formatted(operands.tensors().length(), length));
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
