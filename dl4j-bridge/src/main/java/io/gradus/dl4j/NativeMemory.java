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
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory behind an INDArray. */
final class NativeMemory {

  private NativeMemory() {}

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

  /** Where the first element lies. */
  static long address(INDArray array) {
    return array.data().address() + array.offset() * array.dataType().width();
  }

  /** The array that a view is a part of, or its own. */
  static DataBuffer root(INDArray view) {
    DataBuffer data = view.data();
    return data.originalDataBuffer() == null ? data : data.originalDataBuffer();
  }

  /** A run of a dense array's elements. The array must be kept alive meanwhile. */
  static Memory of(INDArray array, long from, long length) {
    return of(address(array) + from * array.dataType().width(), array.dataType(), length);
  }

  /** A run of elements from an address on. Their array must be kept alive meanwhile. */
  static Memory of(long start, DataType type, long length) {
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
