package io.gradus.problems;

import java.util.Arrays;

/**
 * A number with its derivatives: the gradient g, the rate v̇ at which it changes along a direction,
 * and the rate ġ of the gradient along that direction. Of a whole function, ġ is the Hessian times
 * the direction.
 */
final class Jet {

  private final double value;
  private final double rate;
  private final double[] gradient;
  private final double[] gradientRate;

  private Jet(double value, double rate, double[] gradient, double[] gradientRate) {
    this.value = value;
    this.rate = rate;
    this.gradient = gradient;
    this.gradientRate = gradientRate;
  }

  /** The coordinates of a point, as values without derivatives. */
  static Jet[] values(double[] x) {
    double[] none = new double[0];
    return Arrays.stream(x).mapToObj(each -> new Jet(each, 0, none, none)).toArray(Jet[]::new);
  }

  /** The coordinates of a point that moves along a direction. */
  static Jet[] coordinates(double[] x, double[] direction) {
    Jet[] coordinates = new Jet[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] unit = new double[x.length];
      unit[i] = 1;
      coordinates[i] = new Jet(x[i], direction[i], unit, new double[x.length]);
    }
    return coordinates;
  }

  double value() {
    return value;
  }

  double rate() {
    return rate;
  }

  double[] gradient() {
    return gradient;
  }

  double[] gradientRate() {
    return gradientRate;
  }

  /** h(this), from h, its first and its second derivative there. */
  private Jet map(double h, double first, double second) {
    double[] g = new double[gradient.length];
    double[] gRate = new double[gradient.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = first * gradient[i];
      gRate[i] = first * gradientRate[i] + second * rate * gradient[i];
    }
    return new Jet(h, first * rate, g, gRate);
  }

  /** a this + b that. */
  private Jet sum(double a, double b, Jet that) {
    double[] g = new double[gradient.length];
    double[] gRate = new double[gradient.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = a * gradient[i] + b * that.gradient[i];
      gRate[i] = a * gradientRate[i] + b * that.gradientRate[i];
    }
    return new Jet(a * value + b * that.value, a * rate + b * that.rate, g, gRate);
  }

  Jet plus(Jet that) {
    return sum(1, 1, that);
  }

  Jet minus(Jet that) {
    return sum(1, -1, that);
  }

  Jet plus(double number) {
    return map(value + number, 1, 0);
  }

  Jet minus(double number) {
    return map(value - number, 1, 0);
  }

  Jet times(double number) {
    return map(value * number, number, 0);
  }

  Jet times(Jet that) {
    double[] g = new double[gradient.length];
    double[] gRate = new double[gradient.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = value * that.gradient[i] + that.value * gradient[i];
      gRate[i] =
          (value * that.gradientRate[i] + that.value * gradientRate[i])
              + (rate * that.gradient[i] + that.rate * gradient[i]);
    }
    return new Jet(value * that.value, value * that.rate + that.value * rate, g, gRate);
  }

  Jet over(Jet that) {
    return times(
        that.map(
            1 / that.value,
            -1 / (that.value * that.value),
            2 / (that.value * that.value * that.value)));
  }

  Jet squared() {
    return map(value * value, 2 * value, 2);
  }

  Jet sqrt() {
    double root = Math.sqrt(value);
    return map(root, 0.5 / root, -0.25 / (root * value));
  }

  Jet exp() {
    double e = StrictMath.exp(value);
    return map(e, e, e);
  }

  Jet sin() {
    double sin = StrictMath.sin(value);
    return map(sin, StrictMath.cos(value), -sin);
  }

  Jet cos() {
    double cos = StrictMath.cos(value);
    return map(cos, -StrictMath.sin(value), -cos);
  }

  Jet atan() {
    double first = 1 / (1 + value * value);
    return map(StrictMath.atan(value), first, -2 * value * first * first);
  }
}
