package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Slot;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A network of three adjacent tensors, in views of larger arrays, as in a host: each must train as
 * it does alone, and the memory around the views must not change.
 */
final class Neighbours {

  private static final int GUARDS = 3;
  private static final double GUARD = 12345.5;
  private static final int STEPS = 4;
  private static final long SEED = 20_240_517;

  private static final List<Tensors.Tensor> TENSORS =
      List.of(
          new Tensors.Tensor(5, true, 5),
          new Tensors.Tensor(29, true, 8),
          new Tensors.Tensor(32, false, 1));

  private static final int LENGTH = 32;

  private Neighbours() {}

  static void check(
      Findings side, Findings bounds, GradientOptimizer optimizer, Precision precision) {
    Network all = new Network(optimizer, precision, TENSORS, 0, LENGTH);
    List<Network> alone = new ArrayList<>();
    int from = 0;
    for (Tensors.Tensor tensor : TENSORS) {
      int length = (int) tensor.end() - from;
      Tensors.Tensor only = new Tensors.Tensor(length, tensor.isWeight(), tensor.rowLength());
      alone.add(new Network(optimizer, precision, List.of(only), from, length));
      from = (int) tensor.end();
    }
    Random random = new Random(SEED);
    for (int t = 1; t <= STEPS; t++) {
      double[] gradient = random.doubles(LENGTH, -2, 2).toArray();
      double norm = all.begin(gradient);
      all.step(t, norm);
      for (Network network : alone) {
        network.begin(gradient);
        network.step(t, norm);
        network.compare(side, all, t);
      }
      all.compareGuards(bounds, t);
    }
  }

  /** An array within a larger one. */
  private static final class View {

    private final float[] floats;
    private final double[] doubles;
    private final Memory memory;

    View(Precision precision, int length, double content) {
      int size = length + 2 * GUARDS;
      floats = new float[precision == Precision.FLOAT ? size : 0];
      doubles = new double[precision == Precision.DOUBLE ? size : 0];
      memory =
          precision == Precision.FLOAT
              ? Memory.of(FloatBuffer.wrap(floats, GUARDS, length))
              : Memory.of(DoubleBuffer.wrap(doubles, GUARDS, length));
      java.util.Arrays.fill(floats, (float) GUARD);
      java.util.Arrays.fill(doubles, GUARD);
      for (int i = 0; i < length; i++) {
        memory.set(i, content);
      }
    }

    double cell(int index) {
      return floats.length > 0 ? floats[index] : doubles[index];
    }

    int cells() {
      return floats.length + doubles.length;
    }
  }

  private static final class Network {

    private final GradientOptimizer optimizer;
    private final Precision precision;
    private final int from;
    private final int length;
    private final Kernel kernel;
    private final View update;
    private final View parameter;
    private final List<View> state = new ArrayList<>();
    private final Operands operands;

    Network(
        GradientOptimizer optimizer,
        Precision precision,
        List<Tensors.Tensor> tensors,
        int from,
        int length) {
      this.optimizer = optimizer;
      this.precision = precision;
      this.from = from;
      this.length = length;
      kernel = new Kernel(optimizer, precision);
      update = new View(precision, length, 0);
      parameter = new View(precision, length, 0);
      for (Slot slot : kernel.slots()) {
        state.add(new View(precision, length, slot.initial()));
      }
      operands =
          new Operands(
              update.memory,
              parameter.memory,
              state.stream().map(view -> view.memory).toList(),
              update.memory,
              new Tensors(tensors));
    }

    /** Sets the gradient and the parameter, and returns the gradient's norm. */
    double begin(double[] gradient) {
      for (int i = 0; i < length; i++) {
        update.memory.set(i, gradient[from + i]);
        parameter.memory.set(i, start(from + i));
      }
      return update.memory.norm();
    }

    private static double start(int element) {
      return 0.125 * (element % 7) - 0.375;
    }

    void step(int number, double norm) {
      kernel.step(operands, number, number - 1L, 0, norm);
    }

    void compare(Findings findings, Network all, int number) {
      for (int i = 0; i < length; i++) {
        int element = from + i;
        same(findings, "update", number, element, update.memory.get(i), all.update);
        for (int s = 0; s < state.size(); s++) {
          String slot = "slot " + kernel.slots().get(s).name();
          same(findings, slot, number, element, state.get(s).memory.get(i), all.state.get(s));
        }
      }
    }

    private void same(
        Findings findings, String what, int number, int element, double expected, View actual) {
      findings.same(
          optimizer,
          () ->
              "%s of a tensor beside others on kernel %s, step %d, element %d, seed %d"
                  .formatted(what, precision, number, element, SEED),
          expected,
          actual.memory.get(element));
    }

    void compareGuards(Findings findings, int number) {
      List<View> views = new ArrayList<>(state);
      views.add(update);
      views.add(parameter);
      for (View view : views) {
        for (int i = 0; i < GUARDS; i++) {
          for (int cell : new int[] {i, view.cells() - 1 - i}) {
            findings.same(
                optimizer,
                () ->
                    "memory beside a view on kernel %s, step %d, element %d, seed %d"
                        .formatted(precision, number, cell - GUARDS, SEED),
                GUARD,
                view.cell(cell));
          }
        }
      }
      for (int i = 0; i < length; i++) {
        int element = i;
        findings.same(
            optimizer,
            () ->
                "the parameter, which a step reads only, on kernel %s, step %d, element %d, seed %d"
                    .formatted(precision, number, element, SEED),
            start(from + i),
            parameter.memory.get(i));
      }
    }
  }
}
