package io.gradus.api;

import java.util.function.ToDoubleFunction;

/** A function whose gradient is taken by centred differences. */
record DifferencedObjective(ToDoubleFunction<double[]> function) implements Objective {

  @Override
  public double evaluate(double[] x, double[] gradient) {
    double[] beside = x.clone();
    for (int i = 0; i < x.length; i++) {
      double h = Math.cbrt(precision()) * Math.max(1, Math.abs(x[i]));
      double above = x[i] + h;
      double below = x[i] - h;
      beside[i] = above;
      double valueAbove = function.applyAsDouble(beside);
      beside[i] = below;
      gradient[i] = (valueAbove - function.applyAsDouble(beside)) / (above - below);
      beside[i] = x[i];
    }
    return function.applyAsDouble(beside);
  }

  @Override
  public double value(double[] x) {
    return function.applyAsDouble(x);
  }
}
