/**
 * The conformance kit: tests that prove a third-party plug-in correct.
 *
 * <p>Subclass {@link io.gradus.conformance.OptimizerConformance}, {@link
 * io.gradus.conformance.ScheduleConformance} or {@link
 * io.gradus.conformance.InitializerConformance} in your own test, give it your plug-in in the
 * configurations that matter, and write what it does a second time as a closed form, from the paper
 * and not from the code: one step of one element, the value at one time, the law of one number.
 * Every requirement of the specification that a test can check is then tested, for optimizers on
 * every host: the reference, the kernels in float and double, and the DL4J updater if it is on the
 * class path. The names of the tests and the failure messages begin with the requirements' numbers
 * in SPEC.md.
 */
package io.gradus.conformance;
