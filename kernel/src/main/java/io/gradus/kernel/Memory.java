package io.gradus.kernel;

import io.gradus.api.Arguments;
import io.gradus.api.Precision;
import io.gradus.api.Reduction;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A flat run of floats or doubles, on or off the heap, of any length: one buffer, or several
 * consecutive windows where one buffer cannot hold them all. It holds no numbers itself; it is a
 * view of memory that the host owns and keeps alive.
 */
public final class Memory {

  /** Elements that a host should put into each window except the last: 2²⁷ doubles are 1 GiB. */
  public static final int WINDOW = 1 << 27;

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final FloatLanes FLOATS = new FloatLanes();
  private static final DoubleLanes DOUBLES = new DoubleLanes();

  private final Precision precision;
  private final Buffer[] windows;
  private final Object[] segments;
  private final long length;
  private final long windowLength;
  private final int bytes;

  /** See {@link OffHeap#place}; computed on first use. */
  private long place = UNKNOWN;

  /** Kept from one norm to the next. */
  private double[] doubles;

  private float[] floats;

  private Memory(Precision precision, Buffer... windows) {
    this.precision = precision;
    this.windows = windows;
    this.segments = new Object[windows.length];
    long sum = 0;
    for (Buffer window : windows) {
      sum += window.limit();
    }
    this.length = sum;
    this.bytes = precision == Precision.FLOAT ? Float.BYTES : Double.BYTES;
    this.windowLength = windows.length == 0 ? WINDOW : Math.max(1, windows[0].limit());
  }

  /**
   * The memory of an array.
   *
   * @param array the elements
   * @return a view of it
   */
  public static Memory of(float... array) {
    return new Memory(Precision.FLOAT, FloatBuffer.wrap(Arguments.given(array, "array")));
  }

  /**
   * The memory of an array.
   *
   * @param array the elements
   * @return a view of it
   */
  public static Memory of(double... array) {
    return new Memory(Precision.DOUBLE, DoubleBuffer.wrap(Arguments.given(array, "array")));
  }

  /**
   * The memory of a buffer, from its position to its limit.
   *
   * @param buffer in the machine's byte order
   * @return a view of it
   * @throws IllegalArgumentException if the byte order is not the machine's
   */
  public static Memory of(FloatBuffer buffer) {
    return new Memory(
        Precision.FLOAT, checkOrder(buffer, Arguments.given(buffer, "buffer").order()).slice());
  }

  /**
   * The memory of a buffer, from its position to its limit.
   *
   * @param buffer in the machine's byte order
   * @return a view of it
   * @throws IllegalArgumentException if the byte order is not the machine's
   */
  public static Memory of(DoubleBuffer buffer) {
    return new Memory(
        Precision.DOUBLE, checkOrder(buffer, Arguments.given(buffer, "buffer").order()).slice());
  }

  /**
   * The memory of several consecutive buffers.
   *
   * @param precision the type of the elements
   * @param buffers {@link FloatBuffer}s or {@link DoubleBuffer}s according to the precision, each
   *     as long as the first except the last, which may be shorter
   * @return a view of them all
   * @throws IllegalArgumentException if a buffer has the wrong type, length or byte order
   */
  public static Memory ofWindows(Precision precision, List<? extends Buffer> buffers) {
    Arguments.given(precision, "precision");
    Buffer[] windows = new Buffer[Arguments.given(buffers, "buffers").size()];
    for (int i = 0; i < windows.length; i++) {
      Buffer buffer = Arguments.given(buffers.get(i), "buffers[" + i + "]");
      int first = buffers.get(0).remaining();
      if (i < windows.length - 1 ? buffer.remaining() != first : buffer.remaining() > first) {
        throw new IllegalArgumentException(
            "Each window is as long as the first, and the last no longer, but the first has length %d and window %d has length %d."
                .formatted(first, i, buffer.remaining()));
      }
      windows[i] =
          precision == Precision.FLOAT
              ? of((FloatBuffer) buffer).windows[0]
              : of((DoubleBuffer) buffer).windows[0];
    }
    return new Memory(precision, windows);
  }

  /** New off-heap memory, with the windows of another. */
  static Memory allocateLike(Memory other) {
    boolean isFloat = other.precision == Precision.FLOAT;
    List<Buffer> windows = new ArrayList<>();
    for (Buffer window : other.windows) {
      ByteBuffer bytes =
          ByteBuffer.allocateDirect(window.limit() * (isFloat ? Float.BYTES : Double.BYTES))
              .order(ByteOrder.nativeOrder());
      windows.add(isFloat ? bytes.asFloatBuffer() : bytes.asDoubleBuffer());
    }
    return ofWindows(other.precision, windows);
  }

  /**
   * The type of the elements.
   *
   * @return float or double
   */
  public Precision precision() {
    return precision;
  }

  /**
   * The number of elements.
   *
   * @return at least 0
   */
  public long length() {
    return length;
  }

  /** Elements in each window except the last. */
  long windowLength() {
    return windowLength;
  }

  /** Whether a chunk lies within one window in this memory whenever it does in the other. */
  boolean hasWindowsOf(Memory other) {
    return windows.length == other.windows.length
        && (windows.length <= 1 || windowLength == other.windowLength);
  }

  /** Whether any part of it is read-only. */
  boolean isReadOnly() {
    for (Buffer window : windows) {
      if (window.isReadOnly()) {
        return true;
      }
    }
    return false;
  }

  /**
   * One element.
   *
   * @param index from 0
   * @return its value
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public double get(long index) {
    Buffer window = windows[(int) (index / windowLength)];
    int at = (int) (index % windowLength);
    return window instanceof FloatBuffer floats ? floats.get(at) : ((DoubleBuffer) window).get(at);
  }

  /**
   * Sets one element.
   *
   * @param index from 0
   * @param value its new value, rounded to the precision
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public void set(long index, double value) {
    Buffer window = windows[(int) (index / windowLength)];
    int at = (int) (index % windowLength);
    if (window instanceof FloatBuffer floats) {
      floats.put(at, (float) value);
    } else {
      ((DoubleBuffer) window).put(at, value);
    }
  }

  /**
   * The sum of the squares of all elements, each multiplied by a number first, computed in double
   * in the order of {@link Reduction}: a norm over several pieces of memory is the root of the sum
   * of these. Not thread-safe, though it changes no element.
   *
   * @param scale the factor of the elements: 1, or the result of {@link Reduction#scale}
   * @return Σ (x · scale)²
   */
  public double sumOfSquares(double scale) {
    if (floats == null) {
      floats = new float[precision == Precision.FLOAT ? Reduction.BLOCK : 0];
      doubles = new double[precision == Precision.FLOAT ? 0 : Reduction.BLOCK];
    }
    double sum = 0;
    for (long from = 0; from < length; from += Reduction.BLOCK) {
      int count = (int) Math.min(Reduction.BLOCK, length - from);
      if (precision == Precision.FLOAT) {
        get(from, floats, count);
        sum += FLOATS.sumOfSquares(floats, count, scale);
      } else {
        get(from, doubles, count);
        sum += DOUBLES.sumOfSquares(doubles, count, scale);
      }
    }
    return sum;
  }

  /**
   * The Euclidean norm of all elements, computed as in {@link Reduction}: the norm of the whole
   * network's gradient if this memory is all of it. Not thread-safe, though it changes no element.
   *
   * @return the norm
   */
  public double norm() {
    double sum = sumOfSquares(1);
    double scale = Reduction.scale(sum);
    return Math.sqrt(scale == 1 ? sum : sumOfSquares(scale)) / scale;
  }

  /** Whether a loop can read it in place, outside the heap. */
  boolean isOffHeap() {
    if (place == UNKNOWN) {
      place = OffHeap.place(windows, bytes);
    }
    return place >= 0;
  }

  /** The location of an element, for a loop that reads it in place, if {@link #isOffHeap}. */
  long place(long index) {
    return OffHeap.SOURCE == OffHeap.Source.ADDRESSES ? place + index * bytes : index;
  }

  /** The only buffer, for a loop that reads buffers. */
  Buffer buffer() {
    return windows[0];
  }

  /** The memory segment of one window: see {@link VectorLoop#segment}. */
  Object segment(int window) {
    Object segment = segments[window];
    if (segment == null) {
      segment = VectorLoop.segment(windows[window]);
      segments[window] = segment;
    }
    return segment;
  }

  /** The window that holds an element. Usually there is only one, so the division is avoided. */
  private int window(long index) {
    return windows.length == 1 ? 0 : (int) (index / windowLength);
  }

  /** Copies elements from here to a heap array. */
  void get(long from, float[] to, int count) {
    for (int done = 0; done < count; ) {
      int window = window(from + done);
      int at = (int) (from + done - window * windowLength);
      int part = (int) Math.min(count - done, windowLength - at);
      ((FloatBuffer) windows[window]).get(at, to, done, part);
      done += part;
    }
  }

  /** Copies elements from a heap array to here. */
  void put(long to, float[] from, int count) {
    for (int done = 0; done < count; ) {
      int window = window(to + done);
      int at = (int) (to + done - window * windowLength);
      int part = (int) Math.min(count - done, windowLength - at);
      ((FloatBuffer) windows[window]).put(at, from, done, part);
      done += part;
    }
  }

  /** Copies elements from here to a heap array. */
  void get(long from, double[] to, int count) {
    for (int done = 0; done < count; ) {
      int window = window(from + done);
      int at = (int) (from + done - window * windowLength);
      int part = (int) Math.min(count - done, windowLength - at);
      ((DoubleBuffer) windows[window]).get(at, to, done, part);
      done += part;
    }
  }

  /** Copies elements from a heap array to here. */
  void put(long to, double[] from, int count) {
    for (int done = 0; done < count; ) {
      int window = window(to + done);
      int at = (int) (to + done - window * windowLength);
      int part = (int) Math.min(count - done, windowLength - at);
      ((DoubleBuffer) windows[window]).put(at, from, done, part);
      done += part;
    }
  }

  private static <B extends Buffer> B checkOrder(B buffer, ByteOrder order) {
    if (order != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "A buffer must be in the machine's byte order %s, but this one is %s."
              .formatted(ByteOrder.nativeOrder(), order));
    }
    return buffer;
  }
}
