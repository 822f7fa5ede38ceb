package io.gradus.kernel;

import io.gradus.api.Arguments;
import io.gradus.api.Requirement;
import java.util.List;
import java.util.Set;

/**
 * Where the contiguous parameter tensors lie in a flat array, and which of them are weights.
 *
 * @param all the tensors in order
 */
public record Tensors(List<Tensor> all) {

  /**
   * One tensor.
   *
   * @param end the index after its last element; it begins where the one before it ends
   * @param isWeight whether it is a weight, not a bias or a normalization parameter
   * @param rowLength how many consecutive elements feed one unit; 0 if the host does not know
   */
  public record Tensor(long end, boolean isWeight, long rowLength) {

    /**
     * A tensor of weights whose rows are not known, or any other tensor, which has one element per
     * row.
     *
     * @param end the index after its last element
     * @param isWeight whether it is a weight
     */
    public Tensor(long end, boolean isWeight) {
      this(end, isWeight, isWeight ? 0 : 1);
    }
  }

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if a tensor ends before it begins, or is not a whole number of
   *     rows
   */
  public Tensors {
    Arguments.given(all, "all").forEach(tensor -> Arguments.given(tensor, "all[…]"));
    all = List.copyOf(all);
    long from = 0;
    for (Tensor tensor : all) {
      if (tensor.end() < from) {
        throw new IllegalArgumentException(
            "Tensors lie one behind the other, but one ends at %d and the next at %d."
                .formatted(from, tensor.end()));
      }
      long length = tensor.end() - from;
      if (tensor.rowLength() < 0 || (tensor.rowLength() > 0 && length % tensor.rowLength() != 0)) {
        throw new IllegalArgumentException(
            "A tensor of length %d cannot be cut into rows of %d."
                .formatted(length, tensor.rowLength()));
      }
      from = tensor.end();
    }
  }

  /**
   * A single tensor of weights, with one row.
   *
   * @param length its elements
   * @return the whole array as one tensor
   */
  public static Tensors single(long length) {
    return new Tensors(List.of(new Tensor(length, true, Math.max(1, length))));
  }

  /**
   * What these tensors tell a step that asks.
   *
   * @return {@link Requirement#TENSORS}, and {@link Requirement#ROWS} where the length of the rows
   *     of every tensor is known; immutable
   */
  public Set<Requirement> known() {
    return all.stream().allMatch(tensor -> tensor.rowLength() > 0)
        ? Set.of(Requirement.TENSORS, Requirement.ROWS)
        : Set.of(Requirement.TENSORS);
  }

  /**
   * The total number of elements.
   *
   * @return where the last one ends; 0 where there are none
   */
  public long length() {
    return all.isEmpty() ? 0 : all.get(all.size() - 1).end();
  }
}
