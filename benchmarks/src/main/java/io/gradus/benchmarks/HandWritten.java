package io.gradus.benchmarks;

import java.nio.FloatBuffer;

/**
 * What a programmer would write for one rule: copies a chunk of every array to the heap, loops over
 * it, and copies it back. The JIT compiler makes vector code of loops over heap arrays, but not of
 * those that read and write buffers.
 *
 * <p>Their arithmetic is Gradus's, to the order of its operations.
 */
abstract class HandWritten implements Stepper {

  private static final int CHUNK = 1024;

  private final int n;
  private final FloatBuffer gradient;
  private final FloatBuffer parameter;
  private final FloatBuffer[] state;

  /** A chunk of the gradient, in whose place the arithmetic puts the update. */
  final float[] gradients = new float[CHUNK];

  /** A chunk of the parameters, for rules that read them. */
  final float[] parameters = new float[CHUNK];

  /** A chunk of the first slot. */
  final float[] first = new float[CHUNK];

  /** A chunk of the second slot. */
  final float[] second = new float[CHUNK];

  private HandWritten(Workload workload) {
    this.n = workload.length();
    this.gradient = workload.gradientBuffer();
    this.parameter = workload.parameterBuffer();
    this.state = new FloatBuffer[workload.rule().slots()];
    for (int slot = 0; slot < state.length; slot++) {
      state[slot] = workload.slotBuffer(slot);
    }
  }

  static Stepper loop(Workload workload) {
    return switch (workload.rule()) {
      case ADAM -> new AdamLoop(workload);
      case ADAMW -> new AdamWLoop(workload);
      case MOMENTUM -> new MomentumLoop(workload);
      case LION -> new LionLoop(workload);
      case RMSPROP -> new RmsPropLoop(workload);
    };
  }

  static Stepper copy(Workload workload) {
    return new CopyLoop(workload);
  }

  @Override
  public final void step() {
    begin();
    boolean hasSecond = state.length == 2;
    for (int at = 0; at < n; at += CHUNK) {
      int count = Math.min(CHUNK, n - at);
      gradient.get(at, gradients, 0, count);
      if (parameter != null) {
        parameter.get(at, parameters, 0, count);
      }
      state[0].get(at, first, 0, count);
      if (hasSecond) {
        state[1].get(at, second, 0, count);
      }
      compute(count);
      state[0].put(at, first, 0, count);
      if (hasSecond) {
        state[1].put(at, second, 0, count);
      }
      gradient.put(at, gradients, 0, count);
    }
  }

  /** Computes what is the same for all elements of this step. */
  void begin() {}

  /** Computes a chunk. */
  abstract void compute(int count);

  private static final class CopyLoop extends HandWritten {
    CopyLoop(Workload workload) {
      super(workload);
    }

    @Override
    void compute(int count) {}
  }

  private static class AdamLoop extends HandWritten {
    static final float RATE = (float) Rule.RATE;
    static final float EPSILON = (float) Rule.EPSILON;
    static final float BETA1 = (float) Rule.BETA1;
    static final float BETA2 = (float) Rule.BETA2;
    static final float REST1 = (float) (1 - Rule.BETA1);
    static final float REST2 = (float) (1 - Rule.BETA2);

    private int number;
    float correction1;
    float correction2;

    AdamLoop(Workload workload) {
      super(workload);
    }

    @Override
    void begin() {
      number++;
      correction1 = (float) (1 / (1 - Math.pow(Rule.BETA1, number)));
      correction2 = (float) (1 / (1 - Math.pow(Rule.BETA2, number)));
    }

    @Override
    void compute(int count) {
      float[] g = gradients;
      float[] m = first;
      float[] v = second;
      float c1 = correction1;
      float c2 = correction2;
      for (int i = 0; i < count; i++) {
        float mean = m[i] * BETA1 + g[i] * REST1;
        float square = v[i] * BETA2 + g[i] * g[i] * REST2;
        m[i] = mean;
        v[i] = square;
        g[i] = mean * c1 / ((float) Math.sqrt(square * c2) + EPSILON) * RATE;
      }
    }
  }

  private static final class AdamWLoop extends AdamLoop {
    private static final float DECAY = (float) (Rule.WEIGHT_DECAY * Rule.RATE);

    AdamWLoop(Workload workload) {
      super(workload);
    }

    @Override
    void compute(int count) {
      float[] g = gradients;
      float[] p = parameters;
      float[] m = first;
      float[] v = second;
      float c1 = correction1;
      float c2 = correction2;
      for (int i = 0; i < count; i++) {
        float mean = m[i] * BETA1 + g[i] * REST1;
        float square = v[i] * BETA2 + g[i] * g[i] * REST2;
        m[i] = mean;
        v[i] = square;
        g[i] = mean * c1 / ((float) Math.sqrt(square * c2) + EPSILON) * RATE + p[i] * DECAY;
      }
    }
  }

  private static final class MomentumLoop extends HandWritten {
    private static final float RATE = (float) Rule.RATE;
    private static final float DECAY = (float) Rule.MOMENTUM_DECAY;

    MomentumLoop(Workload workload) {
      super(workload);
    }

    @Override
    void compute(int count) {
      float[] g = gradients;
      float[] v = first;
      for (int i = 0; i < count; i++) {
        float velocity = v[i] * DECAY + g[i] * RATE;
        v[i] = velocity;
        g[i] = velocity;
      }
    }
  }

  private static final class LionLoop extends HandWritten {
    private static final float RATE = (float) Rule.RATE;
    private static final float BETA1 = (float) Rule.BETA1;
    private static final float REST1 = (float) (1 - Rule.BETA1);
    private static final float BETA2 = (float) Rule.LION_BETA2;
    private static final float REST2 = (float) (1 - Rule.LION_BETA2);
    private static final float DECAY = (float) Rule.WEIGHT_DECAY;

    LionLoop(Workload workload) {
      super(workload);
    }

    @Override
    void compute(int count) {
      float[] g = gradients;
      float[] p = parameters;
      float[] m = first;
      for (int i = 0; i < count; i++) {
        float sign = Math.signum(m[i] * BETA1 + g[i] * REST1);
        m[i] = m[i] * BETA2 + g[i] * REST2;
        g[i] = (sign + p[i] * DECAY) * RATE;
      }
    }
  }

  private static final class RmsPropLoop extends HandWritten {
    private static final float RATE = (float) Rule.RATE;
    private static final float RHO = (float) Rule.RHO;
    private static final float REST = (float) (1 - Rule.RHO);
    private static final float EPSILON = (float) Rule.EPSILON;

    RmsPropLoop(Workload workload) {
      super(workload);
    }

    @Override
    void compute(int count) {
      float[] g = gradients;
      float[] v = first;
      for (int i = 0; i < count; i++) {
        float square = v[i] * RHO + g[i] * g[i] * REST;
        v[i] = square;
        g[i] = g[i] / ((float) Math.sqrt(square) + EPSILON) * RATE;
      }
    }
  }
}
