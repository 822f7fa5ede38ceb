package io.gradus.optimizers.minimizers;

import io.gradus.api.Objective;
import java.util.Arrays;

/**
 * Logistic regression of 24 points of 4 features: the mean of ln(1 + exp(−yᵢ Xᵢx)) + ½λ‖x‖², λ =
 * 0.01. With p = 1/(1 + exp(yᵢ Xᵢx)), the gradient is the mean of −p yᵢ Xᵢ, + λx, and the Hessian
 * the mean of p(1 − p) XᵢᵀXᵢ, + λ.
 */
final class Logistic implements Objective {

  static final Logistic INSTANCE = new Logistic();

  private final double[][] rows =
      Golden.lines("logistic.tsv")
          .map(cells -> Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray())
          .toArray(double[][]::new);

  private static double margin(double[] row, double[] x) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += row[j + 1] * x[j];
    }
    return row[0] * sum;
  }

  @Override
  public double evaluate(double[] x, double[] gradient) {
    double value = 0;
    for (double[] row : rows) {
      double margin = margin(row, x);
      value += Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
      double p = 1 / (1 + Math.exp(margin));
      for (int j = 0; j < x.length; j++) {
        gradient[j] -= p * row[0] * row[j + 1];
      }
    }
    value /= rows.length;
    for (int j = 0; j < x.length; j++) {
      gradient[j] = gradient[j] / rows.length + 0.01 * x[j];
      value += 0.005 * x[j] * x[j];
    }
    return value;
  }

  @Override
  public void hessianVector(double[] x, double[] v, double[] product) {
    double[] sum = new double[x.length];
    for (double[] row : rows) {
      double p = 1 / (1 + Math.exp(margin(row, x)));
      double along = 0;
      for (int j = 0; j < x.length; j++) {
        along += row[j + 1] * v[j];
      }
      for (int j = 0; j < x.length; j++) {
        sum[j] += p * (1 - p) * along * row[j + 1] / rows.length;
      }
    }
    for (int j = 0; j < x.length; j++) {
      product[j] = sum[j] + 0.01 * v[j];
    }
  }
}
