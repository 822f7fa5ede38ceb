package io.gradus.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of one rule, taken by one subject. A fresh gradient is put in before each step, outside
 * the measured time; what reading the clock costs, some 25 ns a step, is in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepBenchmark {

  /** What is computed. */
  @Param public Rule rule;

  /** Who computes it. */
  @Param public Subject subject;

  /** The number of parameters. */
  @Param({"1000", "10000", "100000", "1000000", "10000000"})
  public int n;

  private Workload workload;
  private Stepper stepper;

  /** Makes the arrays. */
  @Setup
  public void setUp() {
    workload = new Workload(rule, n);
    stepper = subject.on(workload);
  }

  /** Puts a fresh gradient in. */
  @Setup(Level.Invocation)
  public void refill() {
    workload.refill();
  }

  /** Takes one step. */
  @Benchmark
  public void step() {
    stepper.step();
  }

  /** Frees the arrays. */
  @TearDown
  public void tearDown() {
    workload.close();
  }
}
