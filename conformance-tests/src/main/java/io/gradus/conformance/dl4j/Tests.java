package io.gradus.conformance.dl4j;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** The rules of a subject as tests. */
final class Tests {

  private Tests() {}

  static Stream<DynamicTest> of(Subject subject) {
    return subject.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> run(subject, rule)));
  }

  private static void run(Subject subject, Rule rule) {
    Finding finding = subject.check(rule);
    switch (finding.verdict()) {
      case PASS -> {}
      case FAIL -> Assertions.fail(finding.toString());
      case NOT_APPLICABLE -> Assumptions.abort(finding.toString());
    }
  }
}
