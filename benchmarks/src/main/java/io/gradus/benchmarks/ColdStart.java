package io.gradus.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first ten steps in a new JVM, from the making of the updater on. ND4J is loaded and the
 * arrays are made before, as they are in a training run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(5)
public class ColdStart {

  /** What is computed. */
  @Param("ADAM")
  public Rule rule;

  /** Who computes it. */
  @Param({"GRADUS", "DL4J"})
  public Subject subject;

  /** The number of parameters. */
  @Param("1000000")
  public int n;

  private Workload workload;

  /** Makes the arrays. */
  @Setup
  public void setUp() {
    workload = new Workload(rule, n);
  }

  /** Takes ten steps. */
  @Benchmark
  public void tenSteps() {
    Stepper stepper = subject.on(workload);
    for (int i = 0; i < 10; i++) {
      stepper.step();
    }
  }

  /** Frees the arrays. */
  @TearDown
  public void tearDown() {
    workload.close();
  }
}
