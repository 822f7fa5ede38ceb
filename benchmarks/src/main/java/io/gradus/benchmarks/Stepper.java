package io.gradus.benchmarks;

/** One way to take steps on a workload: turns its gradient into an update, and moves its state. */
interface Stepper {

  /** Takes one step. */
  void step();
}
