package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.ReferenceExecutor;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import io.gradus.kernel.Kernel;
import io.gradus.kernel.Memory;
import io.gradus.kernel.Operands;
import io.gradus.kernel.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hosts that the kit knows. */
public final class Hosts {

  private Hosts() {}

  /**
   * Every host that can run here: the reference and the kernel in float and double, and the DL4J
   * updater where {@code gradus-dl4j-bridge} and ND4J are on the class path.
   *
   * @return at least the reference and the kernel
   */
  public static List<Host> all() {
    List<Host> hosts = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      hosts.add(reference(precision));
      hosts.add(kernel(precision));
    }
    if (isPresent("io.gradus.dl4j.Dl4j") && isPresent("org.nd4j.linalg.factory.Nd4j")) {
      for (Precision precision : Precision.values()) {
        hosts.add(new Dl4jHost(precision));
      }
    }
    return hosts;
  }

  /**
   * The definition of what a rule means, which every other host must match bit for bit.
   *
   * @param precision the type to round to
   * @return the reference
   */
  public static Host reference(Precision precision) {
    return new ReferenceHost(precision);
  }

  /** The executor that hosts use, on heap arrays. */
  static Host kernel(Precision precision) {
    return new KernelHost(precision);
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, Hosts.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /** The definition of what a rule means. */
  private record ReferenceHost(Precision precision) implements Host {

    @Override
    public String name() {
      return "reference " + precision;
    }

    @Override
    public boolean canRun(GradientOptimizer optimizer) {
      return true;
    }

    @Override
    public Session start(GradientOptimizer optimizer, int size) {
      return new ReferenceSession(new ReferenceExecutor(optimizer, precision, size));
    }

    @Override
    public Session resume(
        GradientOptimizer optimizer, Map<String, double[]> state, long age, int size) {
      ReferenceExecutor run = new ReferenceExecutor(optimizer, precision, size);
      state.forEach(
          (slot, content) -> System.arraycopy(content, 0, run.slots().get(slot), 0, size));
      run.age(age);
      return new ReferenceSession(run);
    }
  }

  private record ReferenceSession(ReferenceExecutor run) implements Host.Session {

    @Override
    public double[] step(double[] gradient, double[] parameter, long iteration) {
      return run.step(gradient, parameter, iteration, 0);
    }

    @Override
    public Map<String, double[]> state() {
      Map<String, double[]> copy = new LinkedHashMap<>();
      run.slots().forEach((slot, content) -> copy.put(slot, content.clone()));
      return copy;
    }
  }

  /** The executor that hosts use. */
  private record KernelHost(Precision precision) implements Host {

    @Override
    public String name() {
      return "kernel " + precision;
    }

    @Override
    public boolean canRun(GradientOptimizer optimizer) {
      return true;
    }

    @Override
    public Session start(GradientOptimizer optimizer, int size) {
      Map<String, double[]> initial = new LinkedHashMap<>();
      for (Slot slot : new Tracer(optimizer).slots()) {
        double[] content = new double[size];
        java.util.Arrays.fill(content, slot.initial());
        initial.put(slot.name(), content);
      }
      return resume(optimizer, initial, 0, size);
    }

    @Override
    public Session resume(
        GradientOptimizer optimizer, Map<String, double[]> state, long age, int size) {
      return new KernelSession(new Kernel(optimizer, precision), precision, state, age);
    }
  }

  private static final class KernelSession implements Host.Session {

    private final Kernel kernel;
    private final Precision precision;
    private final List<Memory> state = new ArrayList<>();
    private long age;

    KernelSession(Kernel kernel, Precision precision, Map<String, double[]> state, long age) {
      this.kernel = kernel;
      this.precision = precision;
      this.age = age;
      for (Slot slot : kernel.slots()) {
        this.state.add(memory(precision, state.get(slot.name())));
      }
    }

    @Override
    public double[] step(double[] gradient, double[] parameter, long iteration) {
      Memory update = memory(precision, gradient);
      Memory theta = memory(precision, parameter);
      Tensors tensors = Tensors.single(gradient.length);
      kernel.step(
          new Operands(update, theta, state, update, tensors),
          age + 1,
          iteration,
          0,
          update.norm());
      age++;
      return array(update);
    }

    @Override
    public Map<String, double[]> state() {
      Map<String, double[]> copy = new LinkedHashMap<>();
      for (int i = 0; i < state.size(); i++) {
        copy.put(kernel.slots().get(i).name(), array(state.get(i)));
      }
      return copy;
    }
  }

  private static Memory memory(Precision precision, double[] values) {
    if (precision == Precision.DOUBLE) {
      return Memory.of(values.clone());
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Memory.of(floats);
  }

  private static double[] array(Memory memory) {
    double[] values = new double[(int) memory.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = memory.get(i);
    }
    return values;
  }
}
