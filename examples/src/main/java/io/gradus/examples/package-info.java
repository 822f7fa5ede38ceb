/** The command line of Gradus and its runnable examples. */
package io.gradus.examples;
