package io.gradus.kernel;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.util.Optional;

/**
 * How loops read memory outside the heap without copying it first. Stores are different: C2 would
 * assume that a store there may change what the next element's loads read, and would not vectorize.
 * So results go to heap arrays and are copied.
 *
 * @param reader the object that reads, a {@code sun.misc.Unsafe}; only generated code names that
 *     class, because javac warns about the mere name
 * @param lead offset in bytes subtracted from each address and added back in the loop at every
 *     access. It equals the base offset of a heap array, because C2 vectorizes only if all accesses
 *     appear equally aligned, and it judges that only by the constants added to a base
 * @param addressField the offset of a buffer's address field
 * @param getLong the method that reads it
 */
record OffHeap(Object reader, int lead, long addressField, Method getLong) {

  /** What a loop reads. */
  enum Source {
    /** Heap arrays, to which chunks have been copied. */
    ARRAYS,
    /** Addresses: a place is an address minus the lead. */
    ADDRESSES,
    /** Direct buffers: a place is an index. */
    BUFFERS
  }

  /** The internal name of the reader's class. */
  static final String READER_CLASS = "sun/misc/Unsafe";

  /** From this version on the reader warns about its use, but C2 vectorizes loops over buffers. */
  private static final int FIRST_JDK_FOR_BUFFERS = 24;

  private static final OffHeap ACCESS = access();

  /** The reader once more: C2 knows constants only in static fields. */
  static final Object READER = ACCESS == null ? null : ACCESS.reader;

  /** What loops should read on this JVM. */
  static final Source SOURCE =
      ACCESS != null
          ? Source.ADDRESSES
          : Runtime.version().feature() >= FIRST_JDK_FOR_BUFFERS ? Source.BUFFERS : Source.ARRAYS;

  private static OffHeap access() {
    Optional<Module> module = ModuleLayer.boot().findModule("jdk.unsupported");
    if (Runtime.version().feature() >= FIRST_JDK_FOR_BUFFERS || module.isEmpty()) {
      return null;
    }
    OffHeap.class.getModule().addReads(module.get());
    try {
      Class<?> type = Class.forName(READER_CLASS.replace('/', '.'));
      Field only = type.getDeclaredField("theUnsafe");
      only.setAccessible(true);
      Object reader = only.get(null);
      return new OffHeap(
          reader,
          (int) type.getMethod("arrayBaseOffset", Class.class).invoke(reader, float[].class),
          (long)
              type.getMethod("objectFieldOffset", Field.class)
                  .invoke(reader, Buffer.class.getDeclaredField("address")),
          type.getMethod("getLong", Object.class, long.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      System.getLogger(OffHeap.class.getName())
          .log(Level.DEBUG, "Loops copy what they read: {0}", e.toString());
      return null;
    }
  }

  /** The bytes that a loop adds to a place. */
  static int leadOfPlaces() {
    return ACCESS.lead;
  }

  /**
   * The place of the first element of several contiguous buffers.
   *
   * @return a place as defined by {@link #SOURCE}, or -1 if the buffers are not contiguous or are
   *     on the heap
   */
  static long place(Buffer[] buffers, int bytes) {
    if (SOURCE == Source.BUFFERS) {
      boolean isOne = buffers.length == 1 && buffers[0].limit() <= Memory.WINDOW;
      return isOne && buffers[0].isDirect() ? 0 : -1;
    }
    if (SOURCE == Source.ARRAYS || buffers.length == 0) {
      return -1;
    }
    long first = ACCESS.address(buffers[0]);
    long next = first;
    for (Buffer buffer : buffers) {
      if (!buffer.isDirect() || ACCESS.address(buffer) != next) {
        return -1;
      }
      next += (long) buffer.limit() * bytes;
    }
    return first - ACCESS.lead;
  }

  private long address(Buffer buffer) {
    try {
      return (long) getLong.invoke(reader, buffer, addressField);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
