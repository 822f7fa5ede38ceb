package io.gradus.kernel;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.util.Optional;

/**
 * How loops read memory outside the heap without copying it first. Where they may store is another
 * matter: C2 would take a store there for one that may change what the next element's loads read,
 * and make no vector code. So results go to heap arrays and are copied.
 *
 * @param reader the object that reads, a {@code sun.misc.Unsafe}; only generated code names that
 *     class, for javac warns of the name alone
 * @param lead bytes by which a place lies before the element; the loop adds them at every access.
 *     They are what lies before the first element of a heap array: C2 makes vector code only where
 *     all accesses seem to be aligned alike, and of that it knows no more than the constants that
 *     are added to a base
 * @param addressField where in a buffer its address is
 * @param getLong reads that
 */
record OffHeap(Object reader, int lead, long addressField, Method getLong) {

  /** What a loop reads. */
  enum Source {
    /** Heap arrays, to which chunks have been copied. */
    ARRAYS,
    /** Addresses: a place is one, less the lead. */
    ADDRESSES,
    /** Direct buffers: a place is an index. */
    BUFFERS
  }

  /** The internal name of the reader's class. */
  static final String READER_CLASS = "sun/misc/Unsafe";

  /** From here on the reader warns of its use, but C2 makes vector code of loops over buffers. */
  private static final int FIRST_JDK_FOR_BUFFERS = 24;

  private static final OffHeap ACCESS = access();

  /** The reader once more: C2 knows constants only in static fields. */
  static final Object READER = ACCESS == null ? null : ACCESS.reader;

  /** What loops read best on this JVM. */
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
   * The place of the first element of several buffers that lie one behind the other.
   *
   * @return a place as {@link #SOURCE} has them, or -1 if the buffers lie otherwise or on the heap
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
