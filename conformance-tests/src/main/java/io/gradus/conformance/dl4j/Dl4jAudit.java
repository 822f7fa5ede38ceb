package io.gradus.conformance.dl4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks types written for DL4J, any {@code IUpdater}, {@code ISchedule} and {@code IWeightInit} by
 * any author, against the rules of SPEC.md, section 9.
 *
 * <pre>{@code
 * List<Finding> findings =
 *     UpdaterSubject.of("Mine", () -> List.of(new Mine(0.1)))
 *         .withClosedForm((mine, s) -> Outcome.of(s.learningRate() * Math.signum(s.gradient())))
 *         .audit();
 * }</pre>
 *
 * <p>The same checks are JUnit tests in {@link UpdaterConformance}, {@link Dl4jScheduleConformance}
 * and {@link WeightInitConformance}. Their findings for DL4J's own types are published as {@code
 * docs/dl4j-audit.md}, which {@link AuditPage} writes.
 *
 * <p>Needs ND4J and DL4J on the class path. Checks seed the ND4J generator, so they run on one
 * thread at a time.
 */
public final class Dl4jAudit {

  private Dl4jAudit() {}

  /**
   * DL4J's own updaters, schedules and weight initializations, compared with their publications,
   * and its networks.
   *
   * @return one subject each, in the order of the published page
   */
  public static List<Subject> builtIns() {
    List<Subject> all = new ArrayList<>(BuiltInUpdaters.all());
    all.addAll(BuiltInSchedules.all());
    all.addAll(BuiltInWeightInits.all());
    all.add(new NetworkSubject());
    return all;
  }
}
