package io.gradus.api;

/**
 * What one step of a {@link ClosureOptimizer} did.
 *
 * @param before the objective's value where the step began
 * @param after its value where the point is now; the same where the point stayed
 * @param gradientNorm the greatest magnitude of an element of the gradient where the point is now;
 *     NaN where the method does not look at gradients
 * @param stepSize the factor α of the direction, for methods with a line search; else the Euclidean
 *     length of the step; 0 where the point stayed
 * @param evaluations how often the objective was evaluated with its gradient
 * @param values how often its value was evaluated alone
 * @param products how many products with its Hessian or Gauss–Newton matrix were taken
 * @param restarted whether the method dropped what it remembered and went along the gradient
 * @param outcome how the step ended
 */
public record StepReport(
    double before,
    double after,
    double gradientNorm,
    double stepSize,
    long evaluations,
    long values,
    long products,
    boolean restarted,
    Outcome outcome) {}
