/**
 * The schedules, one law per file: its equation, where it was published, how the frameworks
 * deviate; then the record of its hyper-parameters; then the law.
 *
 * <p>Symbols: t is the reading of the clock that {@code unit} names, that is, the number of steps
 * taken or epochs finished, from 0; η is the value, whichever hyper-parameter it is for. Rates and
 * bounds are absolute values, not factors of a base rate kept elsewhere.
 *
 * <p>Every schedule has a value at every t, and the laws with a length N are complete at t = N:
 * from then on they stay at their last value (the two that count N updates, {@link
 * io.gradus.schedules.OneCycle} and {@link io.gradus.schedules.OneCycleMomentum}, are complete at
 * the last of them, t = N − 1). A law that is monotone says so. Values and factors are not
 * negative, so the values of a schedule are not either.
 *
 * <p>Every constructor rejects null and out-of-range hyper-parameters with an {@link
 * io.gradus.api.InvalidHyperparametersException} that names all of them. Lengths are at least 1.
 */
package io.gradus.schedules;
