/**
 * The conformance kit: tests that prove a third party's plug-in right.
 *
 * <p>Subclass {@link io.gradus.conformance.OptimizerConformance}, {@link
 * io.gradus.conformance.ScheduleConformance} or {@link
 * io.gradus.conformance.InitializerConformance} in a test of your own, hand it your plug-in in the
 * configurations that matter, and write what it does once more as a closed form, from the paper and
 * not from the code: one step of one element, the value at one time, the law of one number. Every
 * rule of the specification that a test can check is then run, for optimizers on every host: the
 * reference, the kernels in float and double, and DL4J's updater where it is on the class path. The
 * names of the tests, and the failures, begin with the rules' numbers in SPEC.md.
 */
package io.gradus.conformance;
