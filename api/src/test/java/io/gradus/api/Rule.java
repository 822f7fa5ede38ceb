package io.gradus.api;

import java.util.Arrays;
import java.util.function.Function;

/** A rule without a name, for tests of the language. */
record Rule(Function<Step, Expr> equation) implements GradientOptimizer {

  @Override
  public Schedule learningRate() {
    return Schedule.constant(1);
  }

  @Override
  public Expr update(Step step) {
    return equation.apply(step);
  }

  /** The first update in double. */
  static double[] run(Function<Step, Expr> equation, double... gradient) {
    return run(Precision.DOUBLE, equation, gradient, null);
  }

  /** The first update. */
  static double[] run(
      Precision precision, Function<Step, Expr> equation, double[] gradient, double[] parameter) {
    return new ReferenceExecutor(new Rule(equation), precision, gradient.length)
        .step(gradient, parameter == null ? null : parameter.clone());
  }

  /** So many copies of a number. */
  static double[] filled(int size, double number) {
    double[] all = new double[size];
    Arrays.fill(all, number);
    return all;
  }
}
