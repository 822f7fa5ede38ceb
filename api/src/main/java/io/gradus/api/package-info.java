/**
 * The language of Gradus: what an optimizer, a schedule, an initializer and a line search are, how
 * one is found by name, configured and checked, and how an optimizer's rule is written as an
 * equation over tensors.
 *
 * <p>Four interfaces are the services that {@link java.util.ServiceLoader} finds: {@link
 * io.gradus.api.Optimizer}, {@link io.gradus.api.Schedule}, {@link io.gradus.api.Initializer} and
 * {@link io.gradus.api.LineSearch}. An implementation is a public record whose components are its
 * hyper-parameters and whose no-argument constructor gives the defaults.
 *
 * <p>A rule is written against {@link io.gradus.api.Step}, {@link io.gradus.api.Expr} and {@link
 * io.gradus.api.Slot}; {@link io.gradus.api.Tracer} turns it into a {@link io.gradus.api.Trace};
 * {@link io.gradus.api.ReferenceExecutor} runs a trace and so defines what it means. Faster
 * executors live in other modules and must agree with it.
 *
 * <p>A method that asks the objective itself is a {@link io.gradus.api.ClosureOptimizer}; it
 * minimises an {@link io.gradus.api.Objective}, by a {@link io.gradus.api.LineSearch} along a
 * {@link io.gradus.api.Line} where it has one.
 */
package io.gradus.api;
