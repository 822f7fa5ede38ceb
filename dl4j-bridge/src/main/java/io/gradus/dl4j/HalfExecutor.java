package io.gradus.dl4j;

import io.gradus.api.Slot;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Runs a rule on arrays of half precision: in float, on copies that are made once. The update is
 * rounded to half. So is the state after every step, but that a number other than zero does not
 * become zero, nor a finite one infinite: a second moment that vanished would leave ε alone to
 * divide by, and one that overflowed would never come back. What that rounding takes from a slot
 * which keeps a rest goes to the rest.
 */
final class HalfExecutor implements BlockExecutor {

  /** The least positive number of half precision. */
  static final double LEAST = 0x1p-24;

  /** The greatest finite number of half precision. */
  static final double GREATEST = 65504;

  private static final int NONE = -1;

  private final BlockExecutor floats;

  /** Which slot holds the rest of each. */
  private final int[] restOf;

  private final boolean[] isRest;
  private Block block;
  private Block wide;

  HalfExecutor(BlockExecutor floats) {
    this.floats = floats;
    this.restOf = new int[slots().size()];
    this.isRest = new boolean[slots().size()];
    for (int i = 0; i < restOf.length; i++) {
      Slot rest = slots().get(i).rest();
      restOf[i] = rest == null ? NONE : slots().indexOf(rest);
      if (rest != null) {
        isRest[restOf[i]] = true;
      }
    }
  }

  @Override
  public List<Slot> slots() {
    return floats.slots();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same object has the same arrays
  public void step(Block block, long age, long iteration, long epoch, double globalNorm) {
    if (this.block != block) {
      wide = widened(block);
      this.block = block;
    }
    wide.gradient().assign(block.gradient());
    if (wide.parameter() != null) {
      wide.parameter().assign(block.parameter());
    }
    for (int i = 0; i < wide.state().size(); i++) {
      wide.state().get(i).assign(block.state().get(i));
    }
    floats.step(wide, age, iteration, epoch, globalNorm);
    for (int i = 0; i < wide.state().size(); i++) {
      INDArray content = wide.state().get(i);
      INDArray to = block.state().get(i);
      if (isRest[i]) {
        to.assign(content);
      } else {
        store(content, to);
      }
      if (restOf[i] != NONE) { // it stands behind, and is stored later
        addLost(content, to, wide.state().get(restOf[i]));
      }
    }
    block.gradient().assign(wide.gradient());
  }

  /** A number as the state holds it. */
  static double kept(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    double within = Math.min(GREATEST, Math.max(LEAST, Math.abs(value)));
    return Nd4j.scalar(DataType.FLOAT16, Math.copySign(within, value)).getDouble(0);
  }

  private static Block widened(Block block) {
    return new Block(
        widened(block.gradient()),
        block.parameter() == null ? null : widened(block.parameter()),
        block.state().stream().map(HalfExecutor::widened).toList(),
        block.tensors());
  }

  /** An array for a copy, outside of whatever workspace DL4J has open. */
  private static INDArray widened(INDArray array) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, array.length());
  }

  /** Adds to a rest what a slot's content has lost; nothing where the content is not finite. */
  private static void addLost(INDArray content, INDArray stored, INDArray rest) {
    MemoryWorkspace workspace = Workspaces.open();
    try {
      INDArray sum = content.sub(stored.castTo(DataType.FLOAT)).addi(rest);
      ArrayOperations.select(sum.sub(sum).eq(0), sum, rest, rest);
    } finally {
      workspace.close();
    }
  }

  private static void store(INDArray from, INDArray to) {
    MemoryWorkspace workspace = Workspaces.open();
    try {
      INDArray within = Transforms.abs(from, true);
      Transforms.max(within, LEAST, false);
      Transforms.min(within, GREATEST, false);
      within.muli(Transforms.sign(from, true));
      // x / x is 1 but for zero, infinities and NaN, which stay what they are
      INDArray result = from.ulike();
      ArrayOperations.select(from.div(from).eq(1), within, from, result);
      to.assign(result);
    } finally {
      workspace.close();
    }
  }
}
