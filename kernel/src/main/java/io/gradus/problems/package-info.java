/**
 * Functions that optimizers are tried on, with their starts and minima: the collection of
 * Mor&eacute;, Garbow and Hillstrom, quadratics, and small classics of two variables. Gradients and
 * products with the Hessian are exact to rounding.
 */
package io.gradus.problems;
