package io.gradus.kernel;

import java.util.List;

/**
 * Where the parameter tensors lie in a flat array, one behind the other, and which of them are
 * weights.
 *
 * @param all the tensors in order
 */
public record Tensors(List<Tensor> all) {

  /**
   * One tensor.
   *
   * @param end the index after its last element; it begins where the one before it ends
   * @param isWeight whether it is a weight, not a bias or a parameter of a normalisation
   */
  public record Tensor(long end, boolean isWeight) {}

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if a tensor ends before it begins
   */
  public Tensors {
    all = List.copyOf(all);
    long from = 0;
    for (Tensor tensor : all) {
      if (tensor.end() < from) {
        throw new IllegalArgumentException(
            "Tensors lie one behind the other, but one ends at %d and the next at %d."
                .formatted(from, tensor.end()));
      }
      from = tensor.end();
    }
  }

  /**
   * A single tensor of weights.
   *
   * @param length its elements
   * @return the whole array as one tensor
   */
  public static Tensors single(long length) {
    return new Tensors(List.of(new Tensor(length, true)));
  }

  /**
   * The elements of all tensors.
   *
   * @return where the last one ends; 0 where there are none
   */
  public long length() {
    return all.isEmpty() ? 0 : all.get(all.size() - 1).end();
  }
}
