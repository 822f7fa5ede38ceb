package io.gradus.api;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A function to be minimised, with its gradient.
 *
 * <p>One instance is one function: as long as a caller hands over the same instance, the same point
 * gives the same value and gradient, and optimizers need not evaluate a point twice. Another
 * function, such as the loss on another mini-batch, is another instance.
 *
 * <p>Only {@link #evaluate} must be written. The other methods have defaults, which an objective
 * replaces where it knows better.
 *
 * <pre>{@code
 * Objective bowl =
 *     (x, gradient) -> {
 *       gradient[0] = 2 * x[0];
 *       gradient[1] = 4 * x[1];
 *       return x[0] * x[0] + 2 * x[1] * x[1];
 *     };
 * }</pre>
 *
 * <p>A value or gradient that is NaN or infinite says that the point is out of bounds; optimizers
 * then try one nearer by. An exception ends the step, and leaves the optimizer's point as it was.
 */
@FunctionalInterface
public interface Objective {

  /**
   * Evaluates the function and its gradient at one point.
   *
   * @param x the point; not to be changed or kept
   * @param gradient receives the gradient, one number a coordinate; optimizers hand it over filled
   *     with zeros; not to be kept
   * @return the value
   */
  double evaluate(double[] x, double[] gradient);

  /**
   * The value alone. The default evaluates the gradient too and drops it.
   *
   * @param x the point; not to be changed or kept
   * @return the same bits as {@link #evaluate} returns there
   */
  default double value(double[] x) {
    return evaluate(x, new double[x.length]);
  }

  /**
   * The product of the Hessian with a vector. The default takes a centred difference of two
   * gradients, {@code (∇f(x + hv) − ∇f(x − hv)) / 2h} with {@code h‖v‖ = ε^⅓ (1 + ‖x‖∞)} and ε the
   * {@link #precision}: some ten digits in double, four in float, where the function is smooth.
   *
   * @param x the point; not to be changed or kept
   * @param v the vector; not to be changed or kept
   * @param product receives the product; may be {@code v} itself
   */
  default void hessianVector(double[] x, double[] v, double[] product) {
    double norm = Vectors.norm(v);
    if (norm == 0) {
      Arrays.fill(product, 0);
      return;
    }
    double h = Math.cbrt(precision()) * (1 + Vectors.maxNorm(x)) / norm;
    double[] ahead = x.clone();
    Vectors.add(h, v, ahead);
    representable(ahead);
    double[] behind = x.clone();
    Vectors.add(-h, v, behind);
    representable(behind);
    double[] gradientAhead = new double[x.length];
    evaluate(ahead.clone(), gradientAhead);
    double[] gradientBehind = new double[x.length];
    evaluate(behind.clone(), gradientBehind);
    Vectors.add(-1, behind, ahead);
    double apart = Vectors.dot(ahead, v) / (norm * norm); // 2h, as far as the points were rounded
    for (int i = 0; i < x.length; i++) {
      product[i] = (gradientAhead[i] - gradientBehind[i]) / apart;
    }
  }

  /**
   * The product of the Gauss–Newton matrix with a vector: the Hessian of the function without the
   * curvature of its residuals or of the network within, {@code 2 JᵀJ v} where the function is the
   * sum of squares of residuals with the Jacobian J.
   *
   * @param x the point; not to be changed or kept
   * @param v the vector; not to be changed or kept
   * @param product receives the product
   * @throws UnsupportedOperationException unless the objective has one; the default has none
   */
  default void gaussNewtonVector(double[] x, double[] v, double[] product) {
    throw new UnsupportedOperationException(
        "The objective %s does not know its Gauss–Newton matrix; let it override gaussNewtonVector, or take a method that needs gradients or Hessians alone."
            .formatted(getClass().getName()));
  }

  /**
   * The relative rounding error of values and gradients.
   *
   * @return 2⁻⁵² where the function is computed in double, 2⁻²³ in float; the default is 2⁻⁵²
   */
  default double precision() {
    return 0x1p-52;
  }

  /**
   * How far two values may be apart and still be equal but for rounding. Where steps promise less,
   * optimizers look at slopes in place of values. The default is 16 times the {@link #precision} of
   * the value, as the values of a function are sums of many terms.
   *
   * @param value a value of the function
   * @return the difference, at least 0
   */
  default double rounding(double value) {
    return 16 * precision() * Math.abs(value);
  }

  /**
   * Rounds a point to the nearest that the function can be evaluated at. Optimizers evaluate and
   * return such points only. The default changes nothing; a model in float rounds to float.
   *
   * @param x the point, changed in place
   */
  default void representable(double[] x) {}

  /**
   * A function whose gradient nobody wrote. It is taken by centred differences, {@code (f(x + heᵢ)
   * − f(x − heᵢ)) / 2h} with {@code h = ε^⅓ max(1, |xᵢ|)}, at the cost of 2n values a gradient and
   * with some ten digits where the function is smooth. Methods that look at values alone, such as
   * the simplex method of Nelder and Mead, never ask for it.
   *
   * @param function the value at a point, which it must not change or keep
   * @return the objective
   */
  static Objective ofValues(ToDoubleFunction<double[]> function) {
    return new DifferencedObjective(function);
  }
}
