package io.gradus.conformance.dl4j;

import java.util.Arrays;

/** Rules by their numbers in SPEC.md. */
final class Rules {

  private Rules() {}

  static Rule of(String id) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
