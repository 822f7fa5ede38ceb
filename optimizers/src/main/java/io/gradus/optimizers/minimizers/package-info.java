/**
 * Closure optimizers, which evaluate the objective as often as they need within one step: one
 * method per file, with its equations, its paper and what a step costs.
 *
 * <p>Symbols: f the objective, x the point, g its gradient, H its Hessian, d a direction, α a step
 * size, s = x₊ − x, y = g₊ − g, n the number of parameters.
 */
package io.gradus.optimizers.minimizers;
