package io.gradus.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What one step of a rule computes: nodes in the order in which they were made, operands before
 * their nodes. The structure never changes; the numbers of the {@link Op#SCALAR} nodes are those of
 * the tracer's last step, and other steps of one structure give the same object again, so that an
 * executor can keep what it prepared for it.
 *
 * <p>The last nodes are a {@link Op#STORE} for every slot that the step sets, and one {@link
 * Op#UPDATE}. Not thread-safe: it belongs to its {@link Tracer}.
 */
public final class Trace {

  private static final Requirement[] ALL = Requirement.values();

  private final GradientOptimizer optimizer;
  private final List<Expr> nodes;
  private final EnumSet<Requirement> requirements = EnumSet.noneOf(Requirement.class);

  Trace(GradientOptimizer optimizer, List<Expr> nodes) {
    this.optimizer = optimizer;
    this.nodes = nodes;
    for (Requirement requirement : ALL) {
      if (nodes.stream().anyMatch(node -> requirement.isOf(node.op()))) {
        requirements.add(requirement);
      }
    }
  }

  /**
   * The nodes.
   *
   * @return immutable, operands before their nodes, {@link Op#UPDATE} last
   */
  public List<Expr> nodes() {
    return nodes;
  }

  /**
   * What the step needs beside the gradient and its state.
   *
   * @return immutable
   */
  public Set<Requirement> requirements() {
    return Collections.unmodifiableSet(requirements);
  }

  /**
   * Whether the step has a requirement. Allocates nothing.
   *
   * @param requirement the requirement
   * @return true if {@link #requirements()} contains it
   */
  public boolean requires(Requirement requirement) {
    return requirements.contains(Arguments.given(requirement, "requirement"));
  }

  /**
   * Refuses a step with a requirement that is not met, for executors to call before they change
   * anything. Allocates nothing where all is well.
   *
   * @param met what the executor knows and the host has handed over
   * @throws MissingOperandException if a requirement is not among them; the message says what is
   *     missing
   */
  public void check(Set<Requirement> met) {
    Arguments.given(met, "met");
    for (int i = 0; i < ALL.length; i++) {
      if (requirements.contains(ALL[i]) && !met.contains(ALL[i])) {
        throw new MissingOperandException(optimizer + " " + ALL[i].missing() + ".");
      }
    }
  }
}
