/**
 * The conformance kit: tests that prove a third party's plug-in right.
 *
 * <p>Subclass {@link io.gradus.conformance.OptimizerConformance} in a test of your own, hand it
 * your optimizer in the configurations that matter, and write a step of it once more as a closed
 * form for one element, from the paper and not from the rule. Every rule of the specification that
 * a test can check is then run on every host: the reference, the kernels in float and double, and
 * DL4J's updater where it is on the class path. The names of the tests begin with the rules'
 * numbers in SPEC.md.
 */
package io.gradus.conformance;
