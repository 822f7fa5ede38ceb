package io.gradus.api;

import java.util.List;

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

  private final List<Expr> nodes;
  private final boolean readsParameter;
  private final boolean readsTensors;
  private final boolean readsRows;
  private final boolean readsGlobalNorm;
  private final boolean drawsNoise;

  Trace(List<Expr> nodes) {
    this.nodes = nodes;
    boolean parameter = false;
    boolean tensors = false;
    boolean rows = false;
    boolean norm = false;
    boolean noise = false;
    for (Expr node : nodes) {
      parameter |= node.op() == Op.PARAMETER;
      rows |= node.op().isOverRows();
      tensors |= node.op().isReduction() || node.op() == Op.SIZE || node.op() == Op.IS_WEIGHT;
      norm |= node.op() == Op.GLOBAL_NORM;
      noise |= node.op() == Op.NOISE;
    }
    this.readsParameter = parameter;
    this.readsTensors = tensors || rows;
    this.readsRows = rows;
    this.readsGlobalNorm = norm;
    this.drawsNoise = noise;
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
   * Whether the step reads the parameter, so that the host must hand it over.
   *
   * @return true if so
   */
  public boolean readsParameter() {
    return readsParameter;
  }

  /**
   * Whether the step looks at a tensor as a whole, so that the host must say where each parameter
   * tensor begins and ends and what it is: it reduces one to a number, or asks whether it is a
   * weight.
   *
   * @return true if so
   */
  public boolean readsTensors() {
    return readsTensors;
  }

  /**
   * Whether the step draws noise, which is counted from the start of a tensor where the host says
   * where that is.
   *
   * @return true if so
   */
  public boolean drawsNoise() {
    return drawsNoise;
  }

  /**
   * Whether the step looks at the rows of a tensor, so that the host must say how long they are.
   *
   * @return true if so; then it {@link #readsTensors} too
   */
  public boolean readsRows() {
    return readsRows;
  }

  /**
   * Whether the step reads the norm of the whole network's gradient, so that the host must hand it
   * over.
   *
   * @return true if so
   */
  public boolean readsGlobalNorm() {
    return readsGlobalNorm;
  }
}
