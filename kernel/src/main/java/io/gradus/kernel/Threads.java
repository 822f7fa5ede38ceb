package io.gradus.kernel;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The threads that share the steps of large tensors. */
final class Threads {

  /** The system property that says how many threads share a large step. */
  static final String PROPERTY = "gradus.threads";

  /** Below this many elements, handing work over costs more than a second thread saves. */
  static final long WORTH_SHARING = 1L << 20;

  /** The maximum that may be requested; no machine has that many paths to its memory. */
  static final int MOST = 1024;

  /** More threads than this only wait for memory. */
  private static final int ENOUGH = 4;

  /** After this many seconds without a large step, the threads end and hold nothing any more. */
  private static final long PATIENCE = 30;

  /**
   * Read once, because the threads are made once; an invalid value is rejected on use, not when
   * this class loads.
   */
  private static final String REQUESTED = System.getProperty(PROPERTY);

  private Threads() {}

  /** Made at the first large step: small networks never need it. */
  private static final class Pool {
    static final ThreadPoolExecutor EXECUTOR = make(Math.max(1, count() - 1));

    private static ThreadPoolExecutor make(int size) {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              size,
              size,
              PATIENCE,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task -> thread(task, "gradus-step"));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  /**
   * A daemon that inherits nothing from the thread that happens to create it: neither its context
   * class loader, thread-locals and group, nor the protection domains of its callers. They belong
   * to the application that takes the first large step, which the threads outlive.
   */
  @SuppressWarnings("removal") // JDK 17 to 23 record the callers' domains in every new thread
  static Thread thread(Runnable task, String name) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              ThreadGroup group = Thread.currentThread().getThreadGroup();
              while (group.getParent() != null) {
                group = group.getParent();
              }
              Thread thread = new Thread(group, task, name, 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
  }

  /**
   * How many threads share a large step, the calling one included.
   *
   * @throws IllegalArgumentException if the property is not a valid number
   */
  static int count() {
    return count(REQUESTED);
  }

  static int count(String property) {
    if (property == null) {
      return Math.min(ENOUGH, Runtime.getRuntime().availableProcessors());
    }
    try {
      int count = Integer.parseInt(property.strip());
      if (count >= 1 && count <= MOST) {
        return count;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "-D%s must be a whole number from 1 to %d, but is '%s'."
            .formatted(PROPERTY, MOST, property));
  }

  /**
   * Runs every share, the first one on the calling thread, and waits for all, even if one fails:
   * none may still write when the step is over.
   *
   * @throws RuntimeException what the first share threw; what another share threw, wrapped in an
   *     {@link IllegalStateException}
   */
  static void run(int shares, IntConsumer share) {
    List<Future<?>> others = new ArrayList<>(shares - 1);
    try {
      for (int i = 1; i < shares; i++) {
        int mine = i;
        others.add(Pool.EXECUTOR.submit(() -> share.accept(mine)));
      }
      share.accept(0);
    } catch (RuntimeException | Error e) {
      await(others);
      throw e;
    }
    Throwable failure = await(others);
    if (failure != null) {
      throw new IllegalStateException("A share of a step failed.", failure);
    }
  }

  /** Waits for all, and returns why the first one failed; null if none did. */
  private static Throwable await(List<Future<?>> shares) {
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<?> share : shares) {
      while (true) {
        try {
          share.get();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // half a step must not be left behind
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }
}
