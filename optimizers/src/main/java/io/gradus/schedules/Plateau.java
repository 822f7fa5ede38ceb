package io.gradus.schedules;

/**
 * Reduction on a plateau: the rate falls when a metric has stopped improving.
 *
 * <pre>
 * better:  m &lt; b − θ |b|   relative        m &lt; b − θ   absolute
 * bad   ←  0 if better or while it cools down, else bad + 1
 * η     ←  max(K η, η⁻) when bad &gt; P; then bad ← 0 and it cools down for C metrics
 * </pre>
 *
 * <p>b is the best metric so far and m the new one; a metric to be maximized must exceed b by as
 * much. PyTorch ({@code ReduceLROnPlateau}) has this law; its relative threshold is a share of b,
 * not of |b|, so that a negative metric need not improve to be better, and it does not change a
 * rate that would fall by 1e-8 or less. Keras's P is P − 1 here and its cooldown C is C − 1, where
 * these are 1 or more: it reduces at the P-th bad epoch, and counts the C-th of a cooldown again.
 * Its threshold is absolute.
 *
 * <p>It needs a metric and remembers, so it is not a {@link io.gradus.api.Schedule}: it is one
 * state of the reduction, and {@link #next} is the state after one more metric. A metric that is
 * NaN is never better.
 *
 * <pre>{@code
 * Plateau plateau = new Plateau(new Plateau.Rule().withPatience(4), 0.1);
 * plateau = plateau.next(validationLoss);
 * double rate = plateau.rate();
 * }</pre>
 *
 * @param rule when and by how much the rate falls
 * @param rate η, the learning rate from now on
 * @param best b, an infinity until there is one
 * @param badEpochs metrics since the best, the last reduction or the end of the cooldown
 * @param cooldown metrics that will not count against the rate
 * @param reductions how often the rate has fallen
 */
public record Plateau(
    Rule rule, double rate, double best, long badEpochs, long cooldown, long reductions) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the rate is negative or not finite, the best NaN or a count
   *     negative
   */
  public Plateau {
    check(rule != null, "A plateau needs a rule, but it is null.");
    check(
        rate >= 0 && rate <= Double.MAX_VALUE,
        "rate must be finite and at least 0, but is " + rate);
    check(!Double.isNaN(best), "best must be a number, but is NaN");
    check(
        badEpochs >= 0 && cooldown >= 0 && reductions >= 0,
        "badEpochs, cooldown and reductions must be at least 0, but are %d, %d and %d"
            .formatted(badEpochs, cooldown, reductions));
  }

  /**
   * Before the first metric.
   *
   * @param rule when and by how much the rate falls
   * @param rate the learning rate to begin with
   */
  public Plateau(Rule rule, double rate) {
    this(rule, rate, worst(rule), 0, 0, 0);
  }

  /**
   * One more metric.
   *
   * @param metric the loss of an epoch, or whatever metric the rule's goal refers to
   * @return the state afterwards
   */
  public Plateau next(double metric) {
    boolean better = isBetter(metric);
    double newBest = better ? metric : best;
    long bad = better || cooldown > 0 ? 0 : badEpochs + 1;
    if (bad <= rule.patience()) {
      return new Plateau(rule, rate, newBest, bad, Math.max(0, cooldown - 1), reductions);
    }
    double reduced = Math.min(rate, Math.max(rule.factor() * rate, rule.minimum()));
    return new Plateau(
        rule, reduced, newBest, 0, rule.cooldown(), reduced < rate ? reductions + 1 : reductions);
  }

  /**
   * The same state with another rate, for when something else has changed it.
   *
   * @param newRate the learning rate from now on
   * @return the changed copy
   */
  public Plateau withRate(double newRate) {
    return new Plateau(rule, newRate, best, badEpochs, cooldown, reductions);
  }

  private boolean isBetter(double metric) {
    double sign = rule.goal() == Goal.MINIMIZE ? 1 : -1;
    if (Double.isInfinite(best)) {
      return sign * metric < sign * best;
    }
    double margin = rule.threshold() * (rule.kind() == Threshold.RELATIVE ? Math.abs(best) : 1);
    return sign * metric < sign * best - margin;
  }

  private static double worst(Rule rule) {
    return rule != null && rule.goal() == Goal.MAXIMIZE
        ? Double.NEGATIVE_INFINITY
        : Double.POSITIVE_INFINITY;
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** What makes a metric better. */
  public enum Goal {
    /** A lower value, as for a loss. */
    MINIMIZE,
    /** A higher value, as for an accuracy. */
    MAXIMIZE
  }

  /** How a threshold is measured. */
  public enum Threshold {
    /** As a share of the best metric. */
    RELATIVE,
    /** In the metric's own unit. */
    ABSOLUTE
  }

  /**
   * When and by how much the rate falls.
   *
   * @param factor K, above 0 and below 1
   * @param patience P, how many consecutive bad metrics are tolerated, at least 0
   * @param threshold θ, by how much a metric must improve on the best, at least 0
   * @param kind whether θ is a share of the best or absolute
   * @param cooldown C, how many metrics after a reduction do not count as bad, at least 0
   * @param minimum η⁻, the least rate, at least 0; a rate below it stays as it is
   * @param goal whether the metric is to be minimized or maximized
   */
  public record Rule(
      double factor,
      long patience,
      double threshold,
      Threshold kind,
      long cooldown,
      double minimum,
      Goal goal) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Rule {
      check(factor > 0 && factor < 1, "factor must be above 0 and below 1, but is " + factor);
      check(patience >= 0, "patience must be at least 0, but is " + patience);
      check(
          threshold >= 0 && threshold <= Double.MAX_VALUE,
          "threshold must be finite and at least 0, but is " + threshold);
      check(cooldown >= 0, "cooldown must be at least 0, but is " + cooldown);
      check(
          minimum >= 0 && minimum <= Double.MAX_VALUE,
          "minimum must be finite and at least 0, but is " + minimum);
      check(kind != null && goal != null, "kind and goal must be given, but one is null.");
    }

    /** PyTorch's: K = 0.1, P = 10, θ = 1e-4 relative, C = 0, η⁻ = 0, for a loss. */
    public Rule() {
      this(0.1, 10, 1e-4, Threshold.RELATIVE, 0, 0, Goal.MINIMIZE);
    }

    /**
     * A copy with another factor.
     *
     * @param newFactor K
     * @return the changed copy
     */
    public Rule withFactor(double newFactor) {
      return new Rule(newFactor, patience, threshold, kind, cooldown, minimum, goal);
    }

    /**
     * A copy with another patience.
     *
     * @param newPatience P
     * @return the changed copy
     */
    public Rule withPatience(long newPatience) {
      return new Rule(factor, newPatience, threshold, kind, cooldown, minimum, goal);
    }

    /**
     * A copy with another threshold.
     *
     * @param newThreshold θ
     * @param newKind whether θ is a share of the best or absolute
     * @return the changed copy
     */
    public Rule withThreshold(double newThreshold, Threshold newKind) {
      return new Rule(factor, patience, newThreshold, newKind, cooldown, minimum, goal);
    }

    /**
     * A copy with another cooldown.
     *
     * @param newCooldown C
     * @return the changed copy
     */
    public Rule withCooldown(long newCooldown) {
      return new Rule(factor, patience, threshold, kind, newCooldown, minimum, goal);
    }

    /**
     * A copy with another minimum.
     *
     * @param newMinimum η⁻
     * @return the changed copy
     */
    public Rule withMinimum(double newMinimum) {
      return new Rule(factor, patience, threshold, kind, cooldown, newMinimum, goal);
    }

    /**
     * A copy with another goal.
     *
     * @param newGoal whether the metric is to be minimized or maximized
     * @return the changed copy
     */
    public Rule withGoal(Goal newGoal) {
      return new Rule(factor, patience, threshold, kind, cooldown, minimum, newGoal);
    }
  }
}
