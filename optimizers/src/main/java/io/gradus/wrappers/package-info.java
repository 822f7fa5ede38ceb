/**
 * Optimizers around an optimizer: decay, clipping, averaging, look-ahead. A wrapper adds to the
 * graph of the rule that it wraps, so the whole chain is still a single pass over memory.
 */
package io.gradus.wrappers;
