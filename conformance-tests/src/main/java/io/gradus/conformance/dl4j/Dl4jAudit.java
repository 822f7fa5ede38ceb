package io.gradus.conformance.dl4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges types that are written for DL4J: any {@code IUpdater}, {@code ISchedule} and {@code
 * IWeightInit}, whoever wrote it, by the rules of SPEC.md, section 9.
 *
 * <pre>{@code
 * List<Finding> findings =
 *     UpdaterSubject.of("Mine", () -> List.of(new Mine(0.1)))
 *         .withClosedForm((mine, s) -> Outcome.of(s.learningRate() * Math.signum(s.gradient())))
 *         .audit();
 * }</pre>
 *
 * <p>The same checks are JUnit tests in {@link UpdaterConformance}, {@link Dl4jScheduleConformance}
 * and {@link WeightInitConformance}. What they find in DL4J's own types is published as {@code
 * docs/dl4j-audit.md}, which {@link AuditPage} writes.
 *
 * <p>Needs ND4J and DL4J on the class path. Checks seed ND4J's generator, so they run on one thread
 * at a time.
 */
public final class Dl4jAudit {

  private Dl4jAudit() {}

  /**
   * DL4J's own updaters, schedules and weight initializations beside their publications, and its
   * networks.
   *
   * @return a subject each, in the order of the published page
   */
  public static List<Subject> builtIns() {
    List<Subject> all = new ArrayList<>(BuiltInUpdaters.all());
    all.addAll(BuiltInSchedules.all());
    all.addAll(BuiltInWeightInits.all());
    all.add(new NetworkSubject());
    return all;
  }
}
