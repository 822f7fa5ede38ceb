package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import java.util.List;

/** Runs a rule by a kernel, on arrays that lie in the host's memory. */
final class KernelExecutor implements BlockExecutor {

  private final Kernel kernel;
  private Block block;
  private Operands operands;

  KernelExecutor(GradientOptimizer optimizer, Precision precision) {
    this.kernel = new Kernel(optimizer, precision);
  }

  @Override
  public List<Slot> slots() {
    return kernel.slots();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same object has the same arrays
  public void step(Block block, long age, long iteration, long epoch, double globalNorm) {
    if (this.block != block) {
      Memory gradient = NativeMemory.of(block.gradient());
      operands =
          new Operands(
              gradient,
              block.parameter() == null ? null : NativeMemory.of(block.parameter()),
              block.state().stream().map(NativeMemory::of).toList(),
              gradient,
              block.tensors());
      this.block = block;
    }
    if (globalNorm == UNKNOWN_NORM) {
      kernel.step(operands, age, iteration, epoch);
    } else {
      kernel.step(operands, age, iteration, epoch, globalNorm);
    }
  }
}
