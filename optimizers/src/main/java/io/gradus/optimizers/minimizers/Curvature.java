package io.gradus.optimizers.minimizers;

/** When a quasi-Newton method keeps a pair (s, y): never with yᵀs ≤ 0, which bends H. */
public enum Curvature {
  /** yᵀs &gt; ε ‖s‖‖y‖, whatever the scale of the function. */
  RELATIVE,
  /** yᵀs &gt; ε, as PyTorch. */
  ABSOLUTE,
  /** yᵀs &gt; ε |gᵀs|, as L-BFGS-B. */
  OF_SLOPE
}
