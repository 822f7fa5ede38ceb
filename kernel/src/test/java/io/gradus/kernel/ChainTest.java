package io.gradus.kernel;

import static io.gradus.kernel.ChainRule.Kind.SUMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules of thousands of operations. */
class ChainTest {

  private static final int OPERATIONS = 5_000;

  /** Bytes of stack, a quarter of what threads have unless told. */
  private static final long STACK = 256 * 1024;

  @ParameterizedTest
  @CsvSource({
    "NUMBERS, PLAIN",
    "NUMBERS, VECTOR",
    "NUMBERS, AUTO",
    "TENSORS, INTERPRETER",
    "TENSORS, PLAIN",
    "TENSORS, VECTOR",
    "IN_TURN, PLAIN",
    "CONDITIONS, PLAIN",
    "CONDITIONS, VECTOR",
    "UNIFORM, AUTO"
  })
  @DisplayName("A chain of 5,000 operations gives the reference's bits on every executor")
  void agrees(ChainRule.Kind kind, Kernel.Executor executor) throws Exception {
    Assumptions.assumeTrue(executor != Kernel.Executor.VECTOR || VectorLoop.isAvailable());
    ChainRule rule = new ChainRule(kind, OPERATIONS);
    double[] gradient = {0.5, -0.25, 3, 1e-9, 0, 7};
    inShallowThread(
        () -> {
          Kernel kernel = new Kernel(rule, Precision.DOUBLE, executor, 1);
          ReferenceExecutor reference =
              new ReferenceExecutor(rule, Precision.DOUBLE, gradient.length);
          Memory update = Memory.of(new double[gradient.length]);
          Operands operands =
              new Operands(
                  Memory.of(gradient), null, List.of(), update, Tensors.single(gradient.length));
          for (int t = 1; t <= 2; t++) {
            kernel.step(operands, t, t - 1, 0);
            double[] expected = reference.step(gradient, null);
            for (int i = 0; i < expected.length; i++) {
              assertThat(update.get(i)).as("element %d", i).isEqualTo(expected[i]);
            }
          }
        });
  }

  @Test
  @DisplayName(
      "Sums of sums, which are computed anew in every pass, are refused where they are many")
  void sumsOfSums() throws Exception {
    inShallowThread(
        () ->
            assertThatThrownBy(
                    () -> KernelListing.of(new ChainRule(SUMS, OPERATIONS), Precision.FLOAT, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The rule makes 5001 passes over memory"));
    assertThat(KernelListing.of(new ChainRule(SUMS, 200), Precision.FLOAT, 1))
        .hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUMS")
  @DisplayName("Its loops are listed, one line an operation at least")
  void listed(ChainRule.Kind kind) throws Exception {
    inShallowThread(
        () ->
            assertThat(KernelListing.of(new ChainRule(kind, OPERATIONS), Precision.FLOAT, 1).size())
                .isGreaterThan(OPERATIONS));
  }

  private static void inShallowThread(Runnable body) throws Exception {
    FutureTask<Void> task = new FutureTask<>(body, null);
    Thread thread = new Thread(null, task, "shallow", STACK);
    thread.start();
    task.get();
  }
}
