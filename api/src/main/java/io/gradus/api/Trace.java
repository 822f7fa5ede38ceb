package io.gradus.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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

  /**
   * An expression as an executor sees it: an operation and its operands. Compared by identity. Not
   * thread-safe.
   */
  public static final class Node extends Expr {

    private final int index;
    private final Op op;
    private final Node first;
    private final Node second;
    private final Node third;
    private final Slot slot;
    private final List<Node> operands;
    private final boolean uniform;
    private double value;

    Node(Tape tape, int index, Op op, Node first, Node second, Node third, Slot slot) {
      super(tape);
      this.index = index;
      this.op = op;
      this.first = first;
      this.second = second;
      this.third = third;
      this.slot = slot;
      this.operands = Stream.of(first, second, third).filter(Objects::nonNull).toList();
      this.uniform =
          switch (op) {
            case SCALAR, SIZE, IS_WEIGHT, GLOBAL_NORM, SUM, NORM, REDUCE_MAX -> true;
            case GRADIENT, PARAMETER, SLOT, NOISE, ROW_SUM, ROW_MEAN, ROW_NORM, STORE, UPDATE ->
                false;
            default -> operands.stream().allMatch(Node::isUniform);
          };
    }

    /**
     * The operation.
     *
     * @return the operation
     */
    public Op op() {
      return op;
    }

    /**
     * The position in the trace. Operands stand before their node.
     *
     * @return from 0
     */
    public int index() {
      return index;
    }

    /**
     * What the operation is applied to.
     *
     * @return as many as {@link Op#arity()} says, in order; immutable
     */
    public List<Node> operands() {
      return operands;
    }

    /**
     * One of the {@link #operands()}.
     *
     * @param number from 0
     * @return the operand
     * @throws IndexOutOfBoundsException if the operation has fewer
     */
    public Node operand(int number) {
      return operands.get(number);
    }

    /**
     * The slot that a {@link Op#SLOT} reads or a {@link Op#STORE} sets.
     *
     * @return null for other operations
     */
    public Slot slot() {
      return slot;
    }

    /**
     * The number of a {@link Op#SCALAR}. It changes from step to step while the node stays.
     *
     * @return the number; 0 for other operations
     */
    public double value() {
      return value;
    }

    /**
     * Whether this is one number for the whole tensor.
     *
     * @return true if so
     */
    public boolean isUniform() {
      return uniform;
    }

    void value(double number) {
      this.value = number;
    }

    /** Whether this is what a step records now; the fields spare it a walk over the list. */
    boolean is(Op op, Expr first, Expr second, Expr third, Slot slot) {
      return this.op == op
          && this.first == first
          && this.second == second
          && this.third == third
          && this.slot == slot;
    }
  }

  private static final Requirement[] ALL = Requirement.values();

  private final GradientOptimizer optimizer;
  private final List<Node> nodes;
  private final EnumSet<Requirement> requirements = EnumSet.noneOf(Requirement.class);

  Trace(GradientOptimizer optimizer, List<Node> nodes) {
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
  public List<Node> nodes() {
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
