package io.gradus.dl4j;

import io.gradus.api.Precision;
import io.gradus.kernel.Memory;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The memory behind an INDArray. */
final class NativeMemory {

  private NativeMemory() {}

  /** The backend, asked once: each answer is a call out of the JVM. */
  private static final class Backend {
    static final boolean IS_ON_HOST = Nd4j.getEnvironment().isCPU();
  }

  /** Whether the backend's arrays lie in the host's memory. */
  static boolean isOnHost() {
    return Backend.IS_ON_HOST;
  }

  /** Whether the elements lie one behind the other in row-major order. */
  static boolean isDense(INDArray array) {
    long stride = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != stride) {
        return false;
      }
      stride *= array.size(axis);
    }
    return true;
  }

  /** Whether an array is spread over fewer numbers than it has elements. */
  static boolean sharesElements(INDArray array) {
    for (int axis = 0; axis < array.rank(); axis++) {
      if (array.size(axis) > 1 && array.stride(axis) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Where the first element lies: in the host's memory, or in the device's. */
  static long address(INDArray array) {
    return array.data().platformAddress() + array.offset() * array.dataType().width();
  }

  /** What an array is a view of, with all that lies there. */
  static DataBuffer root(INDArray array) {
    DataBuffer root = array.data().originalDataBuffer();
    return root == null ? array.data() : root;
  }

  /**
   * A flat view of a run of elements, by the address of the first.
   *
   * @throws IllegalStateException if they do not lie within the buffer
   */
  static INDArray flat(DataBuffer root, long address, long length) {
    long offset = (address - root.platformAddress()) / root.dataType().width();
    if (offset < 0 || length < 0 || offset > root.length() - length) {
      throw new IllegalStateException(
          "%d elements from %d on do not lie within an array of %d."
              .formatted(length, offset, root.length()));
    }
    return Nd4j.create(root, new long[] {length}, new long[] {1}, offset, 'c');
  }

  /**
   * An element of a block's state that is not a number, rounded to its type; DL4J counts state in
   * an int. Of zeros, the first element must have the number's sign. Looks no further than the
   * first where that differs.
   *
   * @return its place, or -1 if there is none
   */
  static int otherThan(double value, INDArray array) {
    return otherThan(value, array, isOnHost());
  }

  static int otherThan(double value, INDArray array, boolean onHost) {
    if (differs(value, array, 0, onHost)) {
      return 0;
    }
    double rounded = rounded(array.dataType(), value);
    // ND4J's tests of halves overlook some NaN, and tell zeros apart by their signs
    INDArray all = array.dataType() == DataType.FLOAT16 ? array.castTo(DataType.FLOAT) : array;
    INDArray same = Double.isNaN(rounded) ? all.isNaN() : all.eq(rounded);
    return same.all() ? -1 : Nd4j.argMin(same.castTo(DataType.FLOAT)).getInt(0);
  }

  /** Whether one element of a block's state is not a number, rounded to its type, to the bit. */
  static boolean differs(double value, INDArray array, int index) {
    return differs(value, array, index, isOnHost());
  }

  private static boolean differs(double value, INDArray array, int index, boolean onHost) {
    return Double.doubleToLongBits(element(array, index, onHost))
        != Double.doubleToLongBits(rounded(array.dataType(), value));
  }

  /** One element of a flat array. */
  static double element(INDArray array, long index) {
    return element(array, index, isOnHost());
  }

  private static double element(INDArray array, long index, boolean onHost) {
    // a device would copy the whole array to the host to show one element
    return onHost
        ? array.getDouble(index)
        : array.get(NDArrayIndex.interval(index, index + 1)).dup().getDouble(0);
  }

  /** A slot's first value as an array of this type holds it. */
  static double rounded(DataType type, double value) {
    return switch (type) {
      case DOUBLE -> value;
      case FLOAT -> (float) value;
      case HALF -> HalfExecutor.kept(value);
      default -> Nd4j.scalar(type, value).getDouble(0);
    };
  }

  /** The sum of the squares of a flat array's elements, in double. */
  static double sumOfSquares(INDArray array) {
    return sumOfSquares(array, 1);
  }

  /** The same of the elements times a number, as {@link io.gradus.api.Reduction#scale} gives it. */
  static double sumOfSquares(INDArray array, double scale) {
    return sumOfSquares(array, scale, isOnHost());
  }

  static double sumOfSquares(INDArray array, double scale, boolean onHost) {
    MemoryWorkspace workspace = Workspaces.open();
    try {
      if (!onHost) {
        INDArray wide = array.castTo(DataType.DOUBLE).mul(scale);
        return ArrayOperations.sum(wide.mul(wide));
      }
      boolean half = array.dataType() == DataType.FLOAT16;
      return of(half ? array.castTo(DataType.FLOAT) : array).sumOfSquares(scale);
    } finally {
      workspace.close();
    }
  }

  /** The elements of a flat array of floats or doubles. The array must be kept alive meanwhile. */
  static Memory of(INDArray array) {
    long start = address(array);
    long length = array.length();
    DataType type = array.dataType();
    boolean isFloat = type == DataType.FLOAT;
    int width = type.width();
    List<Buffer> windows = new ArrayList<>();
    for (long at = 0; at < length; at += Memory.WINDOW) {
      long count = Math.min(Memory.WINDOW, length - at);
      ByteBuffer bytes =
          new Window(start + at * width, count * width)
              .asByteBuffer()
              .order(ByteOrder.nativeOrder());
      windows.add(isFloat ? bytes.asFloatBuffer() : bytes.asDoubleBuffer());
    }
    return Memory.ofWindows(isFloat ? Precision.FLOAT : Precision.DOUBLE, windows);
  }

  /** JavaCPP makes direct buffers of pointers; this is a pointer to an address that we know. */
  private static final class Window extends Pointer {
    Window(long address, long bytes) {
      this.address = address;
      this.limit = bytes;
      this.capacity = bytes;
    }

    /** JavaCPP would ask its native library for the size of this class. */
    @Override
    public int sizeof() {
      return 1;
    }
  }
}
