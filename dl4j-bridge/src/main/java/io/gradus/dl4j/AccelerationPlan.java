package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@link Dl4j#accelerate} does to a network: see {@link Dl4j#accelerationPlan}. Immutable.
 *
 * @param changes one for each updater of each layer, in the order of the layers
 * @param remarks what concerns the network as a whole; often empty
 */
public record AccelerationPlan(List<Change> changes, List<String> remarks) {

  public AccelerationPlan {
    changes = List.copyOf(changes);
    remarks = List.copyOf(remarks);
  }

  /**
   * What becomes of one updater.
   *
   * @param layer the layer, as DL4J names it
   * @param ofBiases whether it is the updater of the layer's biases alone
   * @param updater the updater as DL4J writes it
   * @param optimizer the optimizer that takes its place, or empty if it is left alone
   * @param remark why it is left alone, or in what the two differ; empty if there is nothing to say
   */
  public record Change(
      String layer,
      boolean ofBiases,
      String updater,
      Optional<GradientOptimizer> optimizer,
      String remark) {

    /** One sentence, and the remark. */
    @Override
    public String toString() {
      return line(place(), remark);
    }

    private String place() {
      return layer + (ofBiases ? ", biases" : "");
    }

    private String line(String places, String remark) {
      String sentence = "%s: %s %s.".formatted(places, updater, becomes());
      return remark.isEmpty() ? sentence : sentence + " " + remark;
    }

    private String becomes() {
      return optimizer.map(Change::text).orElse("is left alone");
    }

    private static String text(GradientOptimizer optimizer) {
      Map<String, Object> configuration = Configuration.toMap(optimizer);
      return "becomes %s %s".formatted(configuration.remove("name"), configuration);
    }
  }

  /**
   * Whether anything changes.
   *
   * @return false if every updater is left alone
   */
  public boolean changesAnything() {
    return changes.stream().anyMatch(change -> change.optimizer().isPresent());
  }

  /**
   * Says everything once: one line for all places with the same change, then one for each remark
   * that concerns several changes, then the remarks on the network.
   */
  @Override
  public String toString() {
    Map<String, List<Change>> alike = new LinkedHashMap<>();
    Map<String, Set<String>> linesOf = new HashMap<>();
    for (Change change : changes) {
      String line = change.line("", change.remark());
      alike.computeIfAbsent(line, any -> new ArrayList<>()).add(change);
      linesOf.computeIfAbsent(change.remark(), any -> new HashSet<>()).add(line);
    }
    Map<String, List<Change>> shared = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (List<Change> group : alike.values()) {
      Change first = group.get(0);
      boolean isShared = !first.remark().isEmpty() && linesOf.get(first.remark()).size() > 1;
      lines.add(first.line(places(group), isShared ? "" : first.remark()));
      if (isShared) {
        shared.computeIfAbsent(first.remark(), any -> new ArrayList<>()).addAll(group);
      }
    }
    shared.forEach((remark, group) -> lines.add(places(group) + ": " + remark));
    lines.addAll(remarks);
    return String.join("\n", lines);
  }

  private static String places(List<Change> group) {
    return group.stream().map(Change::place).collect(Collectors.joining("; "));
  }
}
