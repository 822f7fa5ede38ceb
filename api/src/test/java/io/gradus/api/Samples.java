package io.gradus.api;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.random.RandomGenerator;

/** Plug-ins to test with, installed as a third party's would be. */
final class Samples {

  private Samples() {}

  /** One learning rate and nothing else. */
  @AutoService(Optimizer.class)
  @Algorithm(
      name = "sample-descent",
      aliases = {"sample-sgd", "SampleSteps"},
      summary = "A step of η times the gradient.",
      citation = "Cauchy (1847)")
  public record Descent(
      @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate)
      implements GradientOptimizer {

    public Descent {
      Hyperparameters.check(Descent.class, learningRate);
    }

    public Descent(double learningRate) {
      this(Schedule.constant(learningRate));
    }

    public Descent() {
      this(0.01);
    }

    @Override
    public Expr update(Step step) {
      return step.gradient().times(learningRate.at(step));
    }
  }

  /** Several numbers with ranges, two slots, a bias correction. */
  @AutoService(Optimizer.class)
  @Algorithm(
      name = "sample-adam",
      summary = "Momentum divided by a running root mean square.",
      citation = "Kingma & Ba (2015), algorithm 1")
  public record Moments(
      @Hyperparameter(value = "learning rate η", range = "[0, inf)") Schedule learningRate,
      @Hyperparameter(value = "decay rate β₁", range = "[0, 1)") double beta1,
      @Hyperparameter(value = "decay rate β₂", range = "[0, 1)") double beta2,
      @Hyperparameter(value = "ε", range = "[0, inf)") double epsilon)
      implements GradientOptimizer {

    public Moments {
      Hyperparameters.check(Moments.class, learningRate, beta1, beta2, epsilon);
    }

    public Moments() {
      this(Schedule.constant(1e-3), 0.9, 0.999, 1e-8);
    }

    @Override
    public Expr update(Step step) {
      Expr g = step.gradient();
      Expr m = step.slot("m").ema(beta1, g);
      Expr v = step.slot("v").ema(beta2, g.square());
      Expr mHat = m.div(1 - Math.pow(beta1, step.age()));
      Expr vHat = v.div(1 - Math.pow(beta2, step.age()));
      return mHat.div(vHat.sqrt().plus(epsilon)).times(learningRate.at(step));
    }
  }

  /** No learning rate among its components. */
  @AutoService(Optimizer.class)
  @Algorithm(name = "sample-sign", summary = "The sign.", citation = "Riedmiller (1993)")
  public record Sign() implements GradientOptimizer {

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      return step.gradient().sign();
    }
  }

  /** A wrapper. */
  @AutoService(Optimizer.class)
  @Algorithm(name = "sample-clip", summary = "Clips the gradient.", citation = "Graves (2013)")
  public record Clip(
      @Hyperparameter("the optimizer that sees the clipped gradient") GradientOptimizer inner,
      @Hyperparameter(value = "greatest |g|", range = "[0, inf]") double limit)
      implements GradientOptimizer {

    public Clip {
      Hyperparameters.check(Clip.class, inner, limit);
    }

    public Clip() {
      this(new Descent(), 1);
    }

    @Override
    public Schedule learningRate() {
      return inner.learningRate();
    }

    @Override
    public Expr update(Step step) {
      return inner.update(step.inner("inner", step.gradient().clamp(-limit, limit)));
    }
  }

  /** Two values and a default. */
  public enum Kind {
    FIRST,
    SECOND
  }

  /** Every type that a hyper-parameter can have. */
  @AutoService(Schedule.class)
  @Algorithm(name = "sample-types", summary = "Every type.", citation = "None (2024)")
  public record Types(
      @Hyperparameter(value = "a double", range = "[-inf, inf]") double real,
      @Hyperparameter("an int") int small,
      @Hyperparameter("a long") long large,
      @Hyperparameter("a boolean") boolean flag,
      @Hyperparameter("a text") String text,
      @Hyperparameter("an enum") Kind kind,
      @Hyperparameter("numbers") List<Double> numbers,
      @Hyperparameter("whole numbers") List<Long> times,
      @Hyperparameter("a schedule") Schedule schedule,
      @Hyperparameter("schedules") List<Schedule> schedules,
      @Hyperparameter("an initializer") Initializer initializer,
      @Hyperparameter("an optimizer") Optimizer optimizer)
      implements Schedule {

    public Types {
      Hyperparameters.check(
          Types.class,
          real,
          small,
          large,
          flag,
          text,
          kind,
          numbers,
          times,
          schedule,
          schedules,
          initializer,
          optimizer);
    }

    public Types() {
      this(
          0.5,
          1,
          2,
          false,
          "",
          Kind.FIRST,
          List.of(),
          List.of(),
          Schedule.constant(1),
          List.of(),
          new Fill(),
          new Descent());
    }

    @Override
    public double at(long step, long epoch) {
      return real;
    }

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  /** A schedule that is not constant. */
  @AutoService(Schedule.class)
  @Algorithm(name = "sample-ramp", summary = "Rises by η each step.", citation = "None (2024)")
  public record Ramp(@Hyperparameter(value = "rise η", range = "[0, inf)") double rise)
      implements Schedule {

    public Ramp {
      Hyperparameters.check(Ramp.class, rise);
    }

    public Ramp() {
      this(1);
    }

    @Override
    public double at(long step, long epoch) {
      return rise * (step + 1);
    }

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  /** An initializer. */
  @AutoService(Initializer.class)
  @Algorithm(name = "sample-fill", summary = "One value everywhere.", citation = "None (2024)")
  public record Fill(@Hyperparameter("the value") double value) implements Initializer {

    public Fill {
      Hyperparameters.check(Fill.class, value);
    }

    public Fill() {
      this(0);
    }

    @Override
    public void fill(double[] tensor, Shape shape, RandomGenerator random) {
      java.util.Arrays.fill(tensor, value);
    }
  }
}
