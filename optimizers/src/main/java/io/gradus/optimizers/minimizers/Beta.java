package io.gradus.optimizers.minimizers;

/** The share β of the last direction in the next one, of y = g₊ − g and the directions d. */
public enum Beta {
  /** g₊ᵀg₊ / gᵀg: Fletcher &amp; Reeves (1964). It can take many tiny steps in a row. */
  FLETCHER_REEVES,
  /** max(0, g₊ᵀy / gᵀg): Polak &amp; Ribi&egrave;re (1969), Powell (1986). */
  POLAK_RIBIERE_PLUS,
  /** max(0, g₊ᵀy / dᵀy): Hestenes &amp; Stiefel (1952). */
  HESTENES_STIEFEL,
  /** g₊ᵀg₊ / dᵀy: Dai &amp; Yuan (1999). */
  DAI_YUAN,
  /**
   * max(0.4 dᵀg/‖d‖², (y − 2d yᵀy/dᵀy)ᵀg₊ / dᵀy): Hager &amp; Zhang (2006, the bound of 2013). It
   * always leads down.
   */
  HAGER_ZHANG
}
