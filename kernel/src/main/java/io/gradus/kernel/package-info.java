/**
 * Runs the rule of an optimizer on arrays, on or off the heap.
 *
 * <p>{@link io.gradus.kernel.Kernel} is the way in. A trace becomes a plan (what is computed in
 * which pass over memory), a pass is cut into stages (what the JIT compiler makes vector code of,
 * and what it does not), and each stage becomes a generated loop that runs over cache-sized chunks.
 * All of that gives the bits of {@link io.gradus.api.ReferenceExecutor}.
 */
package io.gradus.kernel;
