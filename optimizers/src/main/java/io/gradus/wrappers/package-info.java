/**
 * Optimizers around an optimizer: decay, clipping, averaging, look-ahead. A wrapper joins the graph
 * of the rule that it wraps, so that the whole chain is still one pass over memory.
 */
package io.gradus.wrappers;
