package io.gradus.dl4j;

import io.gradus.kernel.Tensors;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays of one block of a network's parameters, each of them flat and dense, of one type and
 * one length. The same object from step to step as long as nothing has moved.
 *
 * @param gradient what the update replaces
 * @param parameter the parameters before the step; null where nobody handed them over
 * @param state one array a slot, changed in place
 * @param tensors where each parameter tensor begins and what it is; null where nobody said
 */
record Block(INDArray gradient, INDArray parameter, List<INDArray> state, Tensors tensors) {

  Block {
    state = List.copyOf(state);
  }
}
