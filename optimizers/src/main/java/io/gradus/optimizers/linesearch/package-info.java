/**
 * Ways to choose the step size α along a direction d, one per file: its conditions, its paper, when
 * it stops.
 *
 * <p>Symbols: φ(α) = f(x + αd), φ′ its derivative; c₁ and c₂ the constants of the Wolfe conditions,
 * 0 &lt; c₁ &lt; c₂ &lt; 1.
 */
package io.gradus.optimizers.linesearch;
