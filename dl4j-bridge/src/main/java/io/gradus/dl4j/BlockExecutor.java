package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.MissingOperandException;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.kernel.Kernel;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** Takes an optimizer's steps on a block of parameters. Belongs to one run and one thread. */
interface BlockExecutor {

  /** Says that the norm of the whole network's gradient is not known. */
  double UNKNOWN_NORM = -1;

  /** The state arrays that the rule needs, in the order in which a block has them. */
  List<Slot> slots();

  /**
   * Takes one step: see {@link Kernel#step}. A step that throws leaves every array as it was.
   *
   * @param globalNorm the norm of the whole network's gradient, or {@link #UNKNOWN_NORM}
   * @throws MissingOperandException if the block lacks what the rule reads
   */
  void step(Block block, long age, long iteration, long epoch, double globalNorm);

  /** The executor that the system property and the backend call for. */
  static BlockExecutor of(GradientOptimizer optimizer, DataType type) {
    return of(optimizer, type, Kernel.Executor.requested(), NativeMemory.isOnHost());
  }

  /**
   * An executor for arrays of one type.
   *
   * @param requested what was asked for
   * @param onHost whether the backend's arrays lie in the host's memory
   * @throws IllegalStateException if there is none for the type, or what was asked for cannot reach
   *     the backend's arrays
   */
  static BlockExecutor of(
      GradientOptimizer optimizer, DataType type, Kernel.Executor requested, boolean onHost) {
    return switch (type) {
      case FLOAT -> of(optimizer, Precision.FLOAT, requested, onHost);
      case DOUBLE -> of(optimizer, Precision.DOUBLE, requested, onHost);
      case HALF -> new HalfExecutor(of(optimizer, Precision.FLOAT, requested, onHost));
      default ->
          throw new IllegalStateException(
              "Gradus trains networks of type FLOAT, DOUBLE and HALF, but this one is of type %s; set .dataType(DataType.FLOAT)."
                  .formatted(type));
    };
  }

  private static BlockExecutor of(
      GradientOptimizer optimizer, Precision precision, Kernel.Executor requested, boolean onHost) {
    if (requested == Kernel.Executor.ND4J || (requested == Kernel.Executor.AUTO && !onHost)) {
      return new Nd4jExecutor(optimizer, precision);
    }
    if (!onHost) {
      throw new IllegalStateException(
          "-D%s=%s runs rules in the host's memory, but the arrays of this ND4J backend do not lie there; set auto or nd4j."
              .formatted(
                  Kernel.EXECUTOR_PROPERTY, requested.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return new KernelExecutor(optimizer, precision);
  }
}
