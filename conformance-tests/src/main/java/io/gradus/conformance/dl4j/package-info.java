/**
 * Checks types written for DL4J by any author (updaters, schedules and weight initializations)
 * against the rules of SPEC.md, section 9.
 *
 * <p>As JUnit tests: subclass {@link io.gradus.conformance.dl4j.UpdaterConformance}, {@link
 * io.gradus.conformance.dl4j.Dl4jScheduleConformance} or {@link
 * io.gradus.conformance.dl4j.WeightInitConformance} with a factory and a closed form. As findings:
 * make an {@link io.gradus.conformance.dl4j.UpdaterSubject}, a {@link
 * io.gradus.conformance.dl4j.ScheduleSubject} or a {@link
 * io.gradus.conformance.dl4j.WeightInitSubject} and call {@code audit()}. Both run the same checks.
 * {@link io.gradus.conformance.dl4j.Dl4jAudit} provides DL4J's own types as subjects.
 */
package io.gradus.conformance.dl4j;
