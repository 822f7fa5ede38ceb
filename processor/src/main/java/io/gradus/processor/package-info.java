/**
 * The annotation processor of Gradus: it writes, for every plug-in that asks for it, an interface
 * with a typed wither for each hyper-parameter.
 */
package io.gradus.processor;
