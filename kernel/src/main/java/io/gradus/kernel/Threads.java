package io.gradus.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** The threads that share the steps of large tensors. */
final class Threads {

  /** The system property that says how many threads share a large step. */
  static final String PROPERTY = "gradus.threads";

  /** Below this many elements handing over costs more than a second thread saves. */
  static final long WORTH_SHARING = 1L << 20;

  /** More threads than these only wait for memory. */
  private static final int ENOUGH = 4;

  private static final int COUNT = count(System.getProperty(PROPERTY));

  private Threads() {}

  /** Made at the first large step: small networks never need it. */
  private static final class Pool {
    static final ExecutorService EXECUTOR =
        Executors.newFixedThreadPool(
            Math.max(1, COUNT - 1),
            task -> {
              Thread thread = new Thread(task, "gradus-step");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many threads share a large step, the calling one included. */
  static int count() {
    return COUNT;
  }

  private static int count(String property) {
    if (property == null) {
      return Math.min(ENOUGH, Runtime.getRuntime().availableProcessors());
    }
    try {
      int count = Integer.parseInt(property.trim());
      if (count >= 1) {
        return count;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "-D%s must be a whole number from 1, but is '%s'.".formatted(PROPERTY, property));
  }

  /**
   * Runs every share, the first one on the calling thread, and waits for all, whatever becomes of
   * one: none may still write when the step is over.
   *
   * @throws RuntimeException what the first share threw; of the others, wrapped in an {@link
   *     IllegalStateException}
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
