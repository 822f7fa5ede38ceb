package io.gradus.conformance.dl4j;

import java.util.EnumSet;
import java.util.List;

/**
 * DL4J's networks, to the extent that they determine what an updater does. There is nothing to
 * configure: the rules are about what DL4J does around updaters.
 */
public record NetworkSubject() implements Subject {

  @Override
  public String name() {
    return "MultiLayerNetwork";
  }

  @Override
  public List<Rule> rules() {
    return List.copyOf(EnumSet.range(Rule.NETWORK_DECAY, Rule.NETWORK_SERIALIZED));
  }

  @Override
  public Finding check(Rule rule) {
    return Evidence.of(name(), rule, evidence -> new NetworkChecks(evidence).check(rule));
  }
}
