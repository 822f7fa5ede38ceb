package io.gradus.kernel;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Hyperparameter;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import io.gradus.api.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A rule made of random operations: a graph that nobody would write, to set the executors against
 * the reference.
 */
@Algorithm(name = "random", summary = "Random operations.", citation = "This test")
public record RandomRule(
    @Hyperparameter("which rule") long seed,
    @Hyperparameter("how many operations") int operations,
    @Hyperparameter("whether it reduces tensors") boolean reduces)
    implements GradientOptimizer {

  /** The first. */
  public RandomRule() {
    this(0, 10, false);
  }

  @Override
  public Schedule learningRate() {
    return Schedule.constant(1);
  }

  @Override
  public Expr update(Step step) {
    Random random = new Random(seed);
    Slot first = step.slot("first");
    Slot second = step.slot("second", 0.5);
    List<Expr> known = new ArrayList<>();
    known.add(step.gradient());
    known.add(step.parameter());
    known.add(first.value());
    known.add(second.value());
    known.add(step.constant(random.nextGaussian() / step.age()));
    for (int i = 0; i < operations; i++) {
      Expr a = pick(known, random);
      Expr b = pick(known, random);
      Expr c = pick(known, random);
      known.add(
          switch (random.nextInt(reduces ? 27 : 19)) {
            case 0 -> a.plus(b);
            case 1 -> a.minus(b);
            case 2 -> a.times(b);
            case 3 -> a.div(b);
            case 4 -> a.min(b);
            case 5 -> a.max(b);
            case 6 -> a.abs();
            case 7 -> a.negate();
            case 8 -> a.abs().sqrt();
            case 9 -> a.sign();
            case 10 -> a.lessThan(b);
            case 11 -> a.atMost(b);
            case 12 -> a.equalTo(b);
            case 13 -> Expr.where(a.lessThan(b), b, c);
            case 14 -> Expr.where(a, b, c);
            case 15 -> a.plus(random.nextGaussian());
            case 16 -> a.times(random.nextGaussian());
            case 17 -> first.set(tensor(a, step));
            case 18 -> second.ema(0.9, a);
            case 19 -> tensor(a, step).sum();
            case 20 -> tensor(a, step).max();
            case 21 -> tensor(a, step).mean().times(step.isWeight());
            case 22 -> tensor(a, step).rowSum();
            case 23 -> tensor(a, step).rowMean();
            case 24 -> a.div(tensor(b, step).rowNorm());
            case 25 -> a.times(step.globalNorm());
            default -> a.times(tensor(b, step).norm());
          });
    }
    return known.get(known.size() - 1);
  }

  /** A tensor that is not uniform. */
  private static Expr tensor(Expr expr, Step step) {
    return ((Trace.Node) expr).isUniform() ? expr.times(step.gradient()) : expr;
  }

  private static Expr pick(List<Expr> known, Random random) {
    return known.get(random.nextInt(known.size()));
  }
}
