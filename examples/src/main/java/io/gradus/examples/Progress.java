package io.gradus.examples;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Says how far a race is: a bar for each contestant on a terminal, plain lines elsewhere. */
sealed interface Progress {

  /**
   * A contestant begins.
   *
   * @param name who
   * @param steps how many mini-batches are to come
   */
  void start(String name, long steps);

  /**
   * A mini-batch is done.
   *
   * @param loss its loss
   */
  void batch(double loss);

  /**
   * The contestant is done.
   *
   * @param outcome how it fared, in a few words
   */
  void finish(String outcome);

  /**
   * Chooses by whether there is a terminal.
   *
   * @param lines where plain lines go
   * @param contestants how many there are
   * @param width of the longest name
   */
  static Progress of(PrintWriter lines, int contestants, int width) {
    return isTerminal() ? new Bars(contestants, width) : new Lines(lines, contestants, width);
  }

  @SuppressWarnings("SystemConsoleNull") // until Java 21 it is; later ones are asked further
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try { // since Java 22 there is a console without a terminal too
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJava) {
      return true;
    }
  }

  /** A bar for each contestant, with its loss and the time left. */
  final class Bars implements Progress {

    private final int contestants;
    private final int width;
    private int number;
    private ProgressBar bar;

    Bars(int contestants, int width) {
      this.contestants = contestants;
      this.width = width;
    }

    @Override
    public void start(String name, long steps) {
      number++;
      bar =
          new ProgressBarBuilder()
              .setTaskName("%2d/%d %s".formatted(number, contestants, Table.padded(name, width)))
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(100)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build();
    }

    @Override
    public void batch(double loss) {
      bar.setExtraMessage(" loss %.4f".formatted(loss));
      bar.step();
    }

    @Override
    public void finish(String outcome) {
      bar.setExtraMessage(" " + outcome);
      bar.close();
    }
  }

  /** A line for each contestant, and one every ten seconds of a long run. */
  final class Lines implements Progress {

    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

    private final PrintWriter out;
    private final int contestants;
    private final int width;
    private final long begin = System.nanoTime();
    private int number;
    private String name;
    private long steps;
    private long done;
    private long start;
    private long spoken;

    Lines(PrintWriter out, int contestants, int width) {
      this.out = out;
      this.contestants = contestants;
      this.width = width;
    }

    @Override
    public void start(String name, long steps) {
      this.name = name;
      this.steps = steps;
      number++;
      done = 0;
      start = System.nanoTime();
      spoken = start;
    }

    @Override
    public void batch(double loss) {
      done++;
      long now = System.nanoTime();
      if (now - spoken > PATIENCE) {
        spoken = now;
        tell("%d %% done, loss %.4f".formatted(100 * done / steps, loss));
      }
    }

    @Override
    public void finish(String outcome) {
      done = steps;
      String told = outcome.endsWith(".") ? outcome.substring(0, outcome.length() - 1) : outcome;
      tell("%s, %.1f s".formatted(told, (System.nanoTime() - start) / 1e9));
    }

    private void tell(String what) {
      // finished contestants count whole, the running one by its share
      double share = (number - 1 + (double) done / steps) / contestants;
      long left = Math.round((System.nanoTime() - begin) / 1e9 * (1 - share) / share);
      out.printf(
          "%2d/%d %s  %s%s%n",
          number,
          contestants,
          Table.padded(name, width),
          what,
          left == 0 ? "" : ", about %d s left".formatted(left));
      out.flush();
    }
  }
}
