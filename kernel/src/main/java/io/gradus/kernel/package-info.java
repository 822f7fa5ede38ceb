/**
 * Runs the rule of an optimizer on arrays, on or off the heap.
 *
 * <p>{@link io.gradus.kernel.Kernel} is the entry point. A trace becomes a plan (what is computed
 * in which pass over memory), a pass is cut into stages (what the JIT compiler can vectorize, and
 * what it cannot), and each stage becomes a generated loop that runs over cache-sized chunks. All
 * of that gives the bits of {@link io.gradus.api.ReferenceExecutor}.
 */
package io.gradus.kernel;
