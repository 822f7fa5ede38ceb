/**
 * The schedules, one law a file: its equation, where it was published, how the frameworks deviate;
 * then the record of its hyper-parameters; then the law.
 *
 * <p>Symbols: t is the reading of the clock that {@code unit} names, so the number of steps taken
 * or of epochs finished, from 0; η is the value, whatever hyper-parameter it is for. Rates and
 * bounds are absolute values, not factors of some base rate kept elsewhere.
 *
 * <p>Every schedule has a value at every t, and the laws with a length N have run through at t = N:
 * from there on they stay at their last value (the two that count N updates, {@link
 * io.gradus.schedules.OneCycle} and {@link io.gradus.schedules.OneCycleMomentum}, have run through
 * at the last of them, t = N − 1). What falls or rises monotonously says so. Values and factors are
 * not negative, so neither is what a schedule gives.
 *
 * <p>Every constructor refuses hyper-parameters out of their ranges, and null, with an {@link
 * io.gradus.api.InvalidHyperparametersException} that names all of them. Lengths are at least 1.
 */
package io.gradus.schedules;
