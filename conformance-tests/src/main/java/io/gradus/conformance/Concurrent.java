package io.gradus.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one task in several threads at once. */
final class Concurrent {

  private static final int THREADS = 4;

  private Concurrent() {}

  /** The results of all threads, which start together. */
  static <T> List<T> run(Callable<T> task) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch begun = new CountDownLatch(THREADS);
    List<Future<T>> running = new ArrayList<>();
    try {
      for (int i = 0; i < THREADS; i++) {
        running.add(
            threads.submit(
                () -> {
                  begun.countDown();
                  begun.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The test was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("It failed where several threads ran it.", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
