package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {

  @Test
  @DisplayName("Every share runs once, more of them than there are threads too")
  void everyShareRuns() {
    AtomicInteger sum = new AtomicInteger();
    Threads.run(9, share -> sum.addAndGet(1 << share));
    assertThat(sum).hasValue((1 << 9) - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  @DisplayName("Where one share throws, the others are waited for and the exception is handed on")
  void waitsForTheOthersWhenOneThrows(int throwing) {
    AtomicInteger finished = new AtomicInteger();
    CountDownLatch thrown = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                Threads.run(
                    4,
                    share -> {
                      if (share == throwing) {
                        thrown.countDown();
                        throw new ArithmeticException("on purpose");
                      }
                      if (share > throwing) {
                        await(thrown); // so that it goes on after the other has failed
                      }
                      work();
                      finished.incrementAndGet();
                    }))
        .satisfies(
            e ->
                assertThat(share(e))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("on purpose"));
    assertThat(finished).hasValue(3);
  }

  @Test
  @DisplayName("An interrupted step is finished, and the thread stays interrupted")
  void finishesWhenInterrupted() {
    AtomicInteger finished = new AtomicInteger();
    Thread.currentThread().interrupt();
    Threads.run(3, share -> finished.incrementAndGet());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(finished).hasValue(3);
  }

  /** Takes some ten milliseconds, so that whoever does not wait is gone before. */
  private static void work() {
    long number = 1;
    for (int i = 0; i < 20_000_000; i++) {
      number = number * 6364136223846793005L + 1442695040888963407L;
    }
    assertThat(number).isNotZero();
  }

  private static Throwable share(Throwable thrown) {
    return thrown instanceof IllegalStateException ? thrown.getCause() : thrown;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
