package io.gradus.kernel;

import io.gradus.api.Arguments;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.MissingOperandException;
import io.gradus.api.Precision;
import io.gradus.api.Requirement;
import io.gradus.api.Slot;
import io.gradus.api.Trace;
import io.gradus.api.Tracer;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an optimizer's rule on arrays. One kernel belongs to one run of an optimizer and to one
 * thread; it holds no training state, only prepared code; the caller owns the slots and the age.
 *
 * <p>A rule that throws leaves every array as it was.
 */
public final class Kernel {

  /** How rules are run. All executors except {@link #ND4J} give the same bits. */
  public enum Executor {
    /**
     * Plain loops, and vector loops once they are fast where this JVM has them; ND4J operations
     * where its arrays are not in CPU memory.
     */
    AUTO,
    /** One operation at a time. */
    INTERPRETER,
    /** Generated loops that the JIT compiler vectorizes. */
    PLAIN,
    /** One generated Vector API loop directly on the memory, from the first step on. */
    VECTOR,
    /**
     * ND4J operations, in Deeplearning4j updaters. Only the bridge can run rules this way; a kernel
     * runs them as with {@link #AUTO}.
     */
    ND4J;

    /**
     * The executor that the system property {@value Kernel#EXECUTOR_PROPERTY} currently requests.
     *
     * @return {@link #AUTO} by default
     * @throws IllegalArgumentException if it names no executor
     */
    public static Executor requested() {
      String name = System.getProperty(EXECUTOR_PROPERTY);
      try {
        return name == null ? AUTO : valueOf(name.strip().toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "-D%s must be one of %s, but is '%s'."
                .formatted(
                    EXECUTOR_PROPERTY, Arrays.toString(values()).toLowerCase(Locale.ROOT), name),
            e);
      }
    }
  }

  /**
   * The system property that chooses how rules are run: {@code auto} (the default), {@code plain},
   * {@code vector} (needs JDK 22 or newer with {@code --add-modules jdk.incubator.vector}), {@code
   * interpreter}, or {@code nd4j}, which applies to Deeplearning4j updaters.
   */
  public static final String EXECUTOR_PROPERTY = "gradus.executor";

  /**
   * The system property that says how many threads share the steps of large tensors, from 1 to
   * {@value Threads#MOST}. The default is the number of processors, at most four. It is read once,
   * at the first use.
   */
  public static final String THREADS_PROPERTY = Threads.PROPERTY;

  private static final System.Logger LOG = System.getLogger(Kernel.class.getName());
  private static final int MOST_PROGRAMS = 4;
  private static final AtomicBoolean WARNED = new AtomicBoolean();
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final Tracer tracer;
  private final Precision precision;
  private final Executor executor;
  private final int threads;
  private final long worthSharing;

  /** Which of the state arrays count skipped steps, and what they hold for one tensor. */
  private final int[] skipCounts;

  private final long[] skipped;
  private Operands checked;
  private Tensors whole;
  private EnumSet<Requirement> handedOver = EnumSet.noneOf(Requirement.class);
  private final List<Prepared> programs = new ArrayList<>();

  /**
   * A kernel for one run.
   *
   * @param optimizer whose rule to run
   * @param precision the type of all arrays
   * @throws IllegalArgumentException if a system property has an invalid value
   * @throws IllegalStateException if vector loops are requested but this JVM does not have them
   */
  public Kernel(GradientOptimizer optimizer, Precision precision) {
    this(optimizer, precision, executor(), Threads.count());
  }

  Kernel(GradientOptimizer optimizer, Precision precision, Executor executor, int threads) {
    this(optimizer, precision, executor, threads, Threads.WORTH_SHARING);
  }

  /** A kernel that splits a step across threads from this many elements on. */
  Kernel(
      GradientOptimizer optimizer,
      Precision precision,
      Executor executor,
      int threads,
      long worthSharing) {
    this.tracer = new Tracer(optimizer);
    this.skipCounts = tracer.skipCounts().stream().mapToInt(tracer.slots()::indexOf).toArray();
    this.skipped = new long[skipCounts.length];
    this.precision = Arguments.given(precision, "precision");
    this.executor = executor;
    this.threads = threads;
    this.worthSharing = worthSharing;
  }

  /**
   * Rejects whatever every new kernel would reject, for programs that want to know before they
   * start.
   *
   * @throws IllegalArgumentException if a system property has an invalid value
   * @throws IllegalStateException if vector loops are requested but this JVM does not have them
   */
  public static void checkProperties() {
    executor();
    Threads.count();
  }

  /** A structure of the rule and its program. */
  private record Prepared(Trace trace, Program program) {}

  /**
   * The state arrays that the rule needs, in the order that {@link #step} expects.
   *
   * @return their names and first values
   */
  public List<Slot> slots() {
    return tracer.slots();
  }

  /**
   * Takes one step.
   *
   * @param operands the arrays; the same object at every step while nothing has moved
   * @param age the age of the state, from 1
   * @param iteration the host's clock of updates, from 0
   * @param epoch the host's clock of passes over the data, from 0
   * @throws IllegalArgumentException if the length or precision of an array differs from the
   *     gradient's, or if a slot or the update cannot be written to
   * @throws IllegalStateException if the rule nests sums too deeply
   * @throws MissingOperandException if the rule reads the parameter, a whole tensor or its rows,
   *     and the operands do not have them; or if it reads the norm of the network's gradient
   */
  public void step(Operands operands, long age, long iteration, long epoch) {
    step(operands, age, iteration, epoch, 0, false);
  }

  /**
   * Takes one step of a network whose gradient is known as a whole.
   *
   * @param operands as above
   * @param age as above
   * @param iteration as above
   * @param epoch as above
   * @param globalNorm the Euclidean norm of the whole network's gradient, from 0
   * @throws IllegalArgumentException as above, or if the norm is negative
   * @throws MissingOperandException as above
   */
  public void step(Operands operands, long age, long iteration, long epoch, double globalNorm) {
    if (globalNorm < 0) {
      throw new IllegalArgumentException(
          "The norm of a gradient is not negative, but this one is %s; where it is not known, call the step without it."
              .formatted(globalNorm));
    }
    step(operands, age, iteration, epoch, globalNorm, true);
  }

  @SuppressWarnings("ReferenceEquality") // the same object needs no second check
  private void step(
      Operands operands,
      long age,
      long iteration,
      long epoch,
      double globalNorm,
      boolean isNormKnown) {
    if (Arguments.given(operands, "operands") != checked) {
      check(operands);
      checked = operands;
      whole = Tensors.single(operands.gradient().length());
      handedOver = handedOver(operands);
    }
    if (isNormKnown) {
      handedOver.add(Requirement.GLOBAL_NORM);
    } else {
      handedOver.remove(Requirement.GLOBAL_NORM);
    }
    Trace trace = tracer.trace(age, iteration, epoch);
    trace.check(handedOver);
    boolean apart = trace.requires(Requirement.TENSORS) || trace.requires(Requirement.NOISE);
    Tensors tensors = apart && operands.tensors() != null ? operands.tensors() : whole;
    if (skipCounts.length > 0) {
      stepByTensor(operands, tensors, age, iteration, epoch, globalNorm);
      return;
    }
    Program program = program(trace);
    long from = 0;
    for (int i = 0; i < tensors.all().size(); i++) {
      Tensors.Tensor tensor = tensors.all().get(i);
      program.run(operands, from, tensor, globalNorm);
      from = tensor.end();
    }
  }

  /** Runs each tensor with its own trace, because each has its own skipped steps. */
  private void stepByTensor(
      Operands operands, Tensors tensors, long age, long iteration, long epoch, double globalNorm) {
    boolean several = tensors.all().size() > 1;
    for (int walk = several ? 0 : 1; walk < 2; walk++) { // first make sure that no trace throws
      long from = 0;
      for (int i = 0; i < tensors.all().size(); i++) {
        Tensors.Tensor tensor = tensors.all().get(i);
        for (int j = 0; j < skipped.length && from < tensor.end(); j++) {
          skipped[j] = (long) operands.state().get(skipCounts[j]).get(from);
        }
        Trace trace = tracer.trace(age, iteration, epoch, skipped);
        trace.check(handedOver);
        if (walk == 1) {
          program(trace).run(operands, from, tensor, globalNorm);
        }
        from = tensor.end();
      }
    }
  }

  /** What is handed over, but for the norm of the network's gradient. */
  private static EnumSet<Requirement> handedOver(Operands operands) {
    EnumSet<Requirement> all = EnumSet.of(Requirement.NOISE);
    if (operands.parameter() != null) {
      all.add(Requirement.PARAMETER);
    }
    if (operands.tensors() != null) {
      all.addAll(operands.tensors().known());
    }
    return all;
  }

  /** The program of a trace; the last few are kept, just as the tracer keeps its traces. */
  private Program program(Trace trace) {
    for (int i = 0; i < programs.size(); i++) {
      if (programs.get(i).trace() == trace) {
        return programs.get(i).program();
      }
    }
    Program program =
        ChunkProgram.of(
            new Plan(trace, slots()),
            precision,
            new GeneratedLoops(tracer.optimizer().getClass().getSimpleName(), precision, executor),
            threads,
            worthSharing);
    if (programs.size() == MOST_PROGRAMS) {
      programs.remove(0);
    }
    programs.add(new Prepared(trace, program));
    return program;
  }

  /** The kinds of loops that the executor uses. */
  private record GeneratedLoops(String name, Precision precision, Executor executor)
      implements ChunkProgram.Loops {

    @Override
    public ChunkLoop chunkLoop(Plan.Pass pass, Stages stages, OffHeap.Source source) {
      if (executor == Executor.INTERPRETER) {
        return null;
      }
      try {
        return FusedLoop.compile(name, pass, stages, precision, source);
      } catch (IllegalStateException e) {
        warnOnce(e.getMessage());
        return null;
      }
    }

    @Override
    public HotLoop segmentLoop(Plan.Pass pass) {
      if ((executor != Executor.AUTO && executor != Executor.VECTOR)
          || !VectorLoop.isAvailable()
          || !VectorLoop.canRun(pass)) {
        return null;
      }
      HotLoop loop = new HotLoop(pass, precision, () -> VectorLoop.compile(name, pass, precision));
      if (executor == Executor.VECTOR) {
        try {
          loop.makeNow();
        } catch (IllegalStateException e) {
          warnOnce(e.getMessage());
          return null;
        }
      }
      return loop;
    }
  }

  private static void warnOnce(String reason) {
    if (WARNED.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "{0} Gradus interprets the rule, which is slower.", reason);
    }
  }

  private static Executor executor() {
    Executor requested = Executor.requested();
    Executor executor = requested == Executor.ND4J ? Executor.AUTO : requested;
    if (executor == Executor.VECTOR && !VectorLoop.isAvailable()) {
      throw new IllegalStateException(
          "-D%s=vector needs JDK 22 or newer, started with --add-modules jdk.incubator.vector."
              .formatted(EXECUTOR_PROPERTY));
    }
    if (TOLD.compareAndSet(false, true)) {
      LOG.log(
          Level.DEBUG,
          "Rules run on: {0}; plain loops read {1}; vector loops: {2}; threads for large tensors: {3}",
          executor,
          OffHeap.SOURCE,
          VectorLoop.isAvailable(),
          Threads.count());
    }
    return executor;
  }

  private void check(Operands operands) {
    long length = operands.gradient().length();
    if (operands.state().size() != slots().size()) {
      throw new IllegalArgumentException(
          "%s keeps the slots %s, but the number of state arrays given is %d."
              .formatted(tracer.optimizer(), slots(), operands.state().size()));
    }
    Memory gradient = operands.gradient();
    check("gradient", gradient, gradient);
    checkResult("update", operands.update(), gradient);
    if (operands.parameter() != null) {
      check("parameter", operands.parameter(), gradient);
    }
    for (int i = 0; i < slots().size(); i++) {
      checkResult("slot " + slots().get(i), operands.state().get(i), gradient);
    }
    if (operands.tensors() != null && operands.tensors().length() != length) {
      throw new IllegalArgumentException(
          "The tensors end at %d, but the gradient at %d."
              .formatted(operands.tensors().length(), length));
    }
  }

  /** Checks an array that is written: rejecting it halfway through the step would be too late. */
  private void checkResult(String what, Memory memory, Memory gradient) {
    check(what, memory, gradient);
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException(
          "The %s lies in a buffer that can only be read, but a step writes it.".formatted(what));
    }
  }

  private void check(String what, Memory memory, Memory gradient) {
    if (memory.length() != gradient.length() || memory.precision() != precision) {
      throw new IllegalArgumentException(
          "The %s has length %d and type %s, but length %d and type %s are needed."
              .formatted(what, memory.length(), memory.precision(), gradient.length(), precision));
    }
    if (!memory.hasWindowsOf(gradient)) {
      throw new IllegalArgumentException(
          "The windows of the %s are not as long as those of the gradient.".formatted(what));
    }
  }
}
