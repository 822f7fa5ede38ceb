package io.gradus.benchmarks;

import io.gradus.api.Precision;
import io.gradus.dl4j.Dl4j;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** The ways to take a step that are compared. */
public enum Subject {
  /** Gradus, as DL4J calls it; rules that read parameters through the kernel itself. */
  GRADUS {
    @Override
    Stepper on(Workload workload) {
      return workload.rule().readsParameter()
          ? kernel(workload)
          : new Updater(Dl4j.updater(workload.rule().gradus()), null, workload);
    }
  },

  /** A plain loop over heap arrays for this one rule. */
  HAND_WRITTEN {
    @Override
    Stepper on(Workload workload) {
      return HandWritten.loop(workload);
    }
  },

  /** DL4J's built-in updater. */
  DL4J {
    @Override
    Stepper on(Workload workload) {
      IUpdater updater = workload.rule().dl4j();
      if (updater == null) {
        throw new UnsupportedOperationException("DL4J has no " + workload.rule().title() + ".");
      }
      Regularization decay =
          workload.rule() == Rule.ADAMW ? new WeightDecay(Rule.WEIGHT_DECAY, true) : null;
      return new Updater(updater, decay, workload);
    }
  },

  /** The rule composed of ND4J's operations on whole arrays. */
  ND4J {
    @Override
    Stepper on(Workload workload) {
      return new Composition(workload);
    }
  },

  /** The hand-written loop without its arithmetic. */
  COPY {
    @Override
    Stepper on(Workload workload) {
      return HandWritten.copy(workload);
    }
  };

  abstract Stepper on(Workload workload);

  private static Stepper kernel(Workload workload) {
    Kernel kernel = new Kernel(workload.rule().gradus(), Precision.FLOAT);
    List<Memory> state =
        IntStream.range(0, workload.rule().slots())
            .mapToObj(slot -> Memory.of(workload.slotBuffer(slot)))
            .toList();
    Memory gradient = Memory.of(workload.gradientBuffer());
    Memory parameter = Memory.of(workload.parameterBuffer());
    Operands operands = new Operands(gradient, parameter, state, gradient, null);
    return new Stepper() {
      private long age;

      @Override
      public void step() {
        age++;
        kernel.step(operands, age, age - 1, 0);
      }
    };
  }

  /** Takes steps through DL4J's interface, be the updater DL4J's or Gradus's. */
  private static final class Updater implements Stepper {
    private final GradientUpdater<?> updater;
    private final Regularization decay;
    private final INDArray gradient;
    private final INDArray parameter;
    private int iteration;

    Updater(IUpdater config, Regularization decay, Workload workload) {
      this.updater = config.instantiate(workload.state(), true);
      this.decay = decay;
      this.gradient = workload.gradient();
      this.parameter = workload.parameter();
    }

    @Override
    public void step() {
      updater.applyUpdater(gradient, iteration, 0);
      if (decay != null) {
        decay.apply(parameter, gradient, Rule.RATE, iteration, 0);
      }
      iteration++;
    }
  }
}
