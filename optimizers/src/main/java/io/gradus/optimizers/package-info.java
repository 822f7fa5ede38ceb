/**
 * The optimizers, one algorithm per file: its equations, its paper, where ε stands, how the
 * frameworks deviate; then the record of its hyper-parameters; then the rule.
 *
 * <p>Symbols: θ the parameter, g its gradient, η the learning rate, t the age of the state from 1,
 * and u the update, so that every step ends in θ ← θ − u. All operations are element-wise.
 *
 * <p>Every record here is an algorithm. The other types are helpers: {@link EpsilonPlacement} says
 * where ε stands and {@link RatePlacement} where the learning rate enters a momentum; {@code
 * TrustRatio}, which is internal, is the scaling of {@link Lars} and {@link Lamb}. The enums {@link
 * AdaMax.EpsilonIn}, {@link AmsGrad.Correction} and {@link NAdam.Form} belong to their algorithms.
 */
package io.gradus.optimizers;
