package io.gradus.dl4j;

import io.gradus.api.Configuration;
import io.gradus.api.GradientOptimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      String becomes = optimizer.map(Change::text).orElse("is left alone");
      String sentence =
          "%s%s: %s %s.".formatted(layer, ofBiases ? ", biases" : "", updater, becomes);
      return remark.isEmpty() ? sentence : sentence + " " + remark;
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

  /** One line for each change and remark. */
  @Override
  public String toString() {
    List<Object> lines = new ArrayList<>(changes);
    lines.addAll(remarks);
    return lines.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
