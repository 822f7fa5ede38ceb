/**
 * Measures what a step costs: Gradus against DL4J's updaters, loops written by hand, and loops in
 * C. Begin at {@link io.gradus.benchmarks.BenchmarkRunner}.
 */
package io.gradus.benchmarks;
