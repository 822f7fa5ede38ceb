package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import io.gradus.api.Tracer;
import io.gradus.dl4j.Dl4j;
import io.gradus.dl4j.ParameterAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** The DL4J updater, driven as a bound network drives it: flat parameters, gradient and state. */
record Dl4jHost(Precision precision) implements Host {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public String name() {
    return "DL4J " + precision;
  }

  @Override
  public boolean canRun(GradientOptimizer optimizer) {
    return true;
  }

  @Override
  public Session start(GradientOptimizer optimizer, int size) {
    IUpdater updater = Dl4j.updater(optimizer);
    long stateSize = updater.stateSize(size);
    INDArray view = stateSize == 0 ? null : Nd4j.create(type(), stateSize);
    return new Dl4jSession(optimizer, type(), view, updater.instantiate(view, true));
  }

  /** Loads the configuration as JSON and the state as a view, as a saved model does. */
  @Override
  public Session resume(
      GradientOptimizer optimizer, Map<String, double[]> state, long age, int size) {
    IUpdater updater = withAge(optimizer, age);
    INDArray view =
        state.isEmpty() || size == 0 ? null : Nd4j.create(type(), state.size() * (long) size);
    long at = 0;
    for (double[] content : state.values()) {
      for (double element : content) {
        view.putScalar(at++, element);
      }
    }
    return new Dl4jSession(optimizer, type(), view, updater.instantiate(view, false));
  }

  private DataType type() {
    return precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
  }

  /** The rate is set separately, because the kit's own schedule is not installed. */
  private static IUpdater withAge(GradientOptimizer optimizer, long age) {
    try {
      GradientOptimizer constant =
          optimizer.withLearningRate(Schedule.constant(optimizer.learningRate().at(0, 0)));
      IUpdater updater = Dl4j.updater(constant);
      ObjectNode json = JSON.valueToTree(updater);
      json.put("@class", updater.getClass().getName());
      if (age > 0) {
        json.put("age", age);
        json.put("iteration", age - 1);
      }
      IUpdater read = JSON.readValue(json.toString(), IUpdater.class);
      read.setLrAndSchedule(Double.NaN, Dl4j.schedule(optimizer.learningRate()));
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Dl4jSession(
      GradientOptimizer optimizer, DataType type, INDArray view, GradientUpdater<?> updater)
      implements Session {

    @Override
    public double[] step(double[] gradient, double[] parameter, long iteration) {
      if (gradient.length == 0) {
        return gradient;
      }
      INDArray array = Nd4j.createFromArray(gradient).castTo(type);
      INDArray theta = Nd4j.createFromArray(parameter).castTo(type);
      long size = gradient.length; // as a bound network with one tensor of one row does
      new ParameterAccess(true, Map.of(size, size), size, List.of(0L, size))
          .apply(theta, array, 0, 0, 0);
      updater.applyUpdater(array, Math.toIntExact(iteration), 0);
      theta.subi(array); // as a network does, which keeps its parameters
      return array.castTo(DataType.DOUBLE).toDoubleVector();
    }

    @Override
    public Map<String, double[]> state() {
      Map<String, double[]> copy = new LinkedHashMap<>();
      List<io.gradus.api.Slot> slots = new Tracer(optimizer).slots();
      double[] all = view == null ? new double[0] : view.castTo(DataType.DOUBLE).toDoubleVector();
      int size = slots.isEmpty() ? 0 : all.length / slots.size();
      for (int i = 0; i < slots.size(); i++) {
        double[] content = new double[size];
        System.arraycopy(all, i * size, content, 0, size);
        copy.put(slots.get(i).name(), content);
      }
      return copy;
    }
  }
}
