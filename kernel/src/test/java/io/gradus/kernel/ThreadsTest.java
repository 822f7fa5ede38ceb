package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({"0", "-1", "1025", "99999999999", "two", "1.5", "''", "NaN"})
  @DisplayName("What is no number of threads is refused in a sentence")
  void refusesOtherNumbers(String number) {
    assertThatThrownBy(() -> Threads.count(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "-Dgradus.threads must be a whole number from 1 to 1024, but is '%s'."
                .formatted(number));
  }

  @Test
  @DisplayName("A number of threads may stand between blanks")
  void takesNumbers() {
    assertThat(Threads.count(" 7 ")).isEqualTo(7);
    assertThat(Threads.count(null)).isBetween(1, 4);
  }

  /** Calls what it is given, as code of an application would. */
  public static final class Application implements Function<Supplier<Thread>, Thread> {
    @Override
    public Thread apply(Supplier<Thread> maker) {
      return maker.get();
    }
  }

  private static final InheritableThreadLocal<Object> LOCAL = new InheritableThreadLocal<>();

  /** Holds the application, in a domain of its own. */
  private static final class ApplicationLoader extends ClassLoader {
    ApplicationLoader() {
      super(ThreadsTest.class.getClassLoader());
    }

    @SuppressWarnings("unchecked")
    Function<Supplier<Thread>, Thread> application() throws Exception {
      try (InputStream in =
          ThreadsTest.class.getResourceAsStream("ThreadsTest$Application.class")) {
        byte[] code = in.readAllBytes();
        ProtectionDomain domain = new ProtectionDomain(null, null, this, null);
        return (Function<Supplier<Thread>, Thread>)
            defineClass(Application.class.getName(), code, 0, code.length, domain)
                .getConstructor()
                .newInstance();
      }
    }
  }

  @Test
  @DisplayName("A step thread keeps nothing of the application whose step made it")
  void keepsNothing() throws Exception {
    ApplicationLoader loader = new ApplicationLoader();
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    Thread made;
    try {
      current.setContextClassLoader(loader);
      LOCAL.set(loader);
      made = loader.application().apply(() -> Threads.thread(() -> {}, "gradus-step"));
    } finally {
      current.setContextClassLoader(before);
      LOCAL.remove();
    }
    assertThat(made.isDaemon()).isTrue();
    assertThat(made.getContextClassLoader()).isNull();
    assertThat(made.getThreadGroup().getParent()).isNull();
    WeakReference<ClassLoader> gone = new WeakReference<>(loader);
    loader = null;
    for (int i = 0; i < 50 && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(gone.get()).isNull();
    assertThat(made.getState()).isEqualTo(Thread.State.NEW); // and is alive until here
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
