/**
 * Functions for trying optimizers on, with their starting points and minima: the collection of
 * Mor&eacute;, Garbow and Hillstrom, quadratics, and small classics in two variables. Gradients and
 * products with the Hessian are exact to rounding.
 */
package io.gradus.problems;
