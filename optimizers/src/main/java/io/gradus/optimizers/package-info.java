/**
 * The optimizers, one algorithm per file: its equations, its paper, where ε stands, how the
 * frameworks deviate; then the record of its hyper-parameters; then the rule.
 *
 * <p>Symbols: θ the parameter, g its gradient, η the learning rate, t the age of the state from 1,
 * and u the update, so that every step ends in θ ← θ − u. All operations are element by element.
 */
package io.gradus.optimizers;
