/**
 * Runs the rule of an optimizer on arrays, on or off the heap.
 *
 * <p>{@link io.gradus.kernel.Kernel} is the way in. A trace becomes a plan (what is computed in
 * which pass over memory), and a plan becomes a program that runs over cache-sized chunks. All
 * programs give the bits of {@link io.gradus.api.Reference}.
 */
package io.gradus.kernel;
