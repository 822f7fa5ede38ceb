package io.gradus.wrappers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import io.gradus.conformance.Host;
import io.gradus.conformance.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A parameter tensor and the run that moves it. */
final class Training {

  final Host host;
  final double[] parameter;
  double[] update;
  private final Host.Session run;
  private long iteration;

  Training(Host host, GradientOptimizer optimizer, double... parameter) {
    this.host = host;
    this.parameter = parameter.clone();
    this.run = host.start(optimizer, parameter.length);
    for (int i = 0; i < parameter.length; i++) {
      this.parameter[i] = host.precision().round(parameter[i]);
    }
  }

  /** Every host that can run an optimizer. */
  static List<Host> hosts(GradientOptimizer optimizer) {
    List<Host> able = Hosts.all().stream().filter(host -> host.canRun(optimizer)).toList();
    assertThat(able).hasSizeGreaterThanOrEqualTo(4);
    return able;
  }

  /** The reference in double. */
  static Training inDouble(GradientOptimizer optimizer, double... parameter) {
    return new Training(Hosts.reference(Precision.DOUBLE), optimizer, parameter);
  }

  /** One step, and the parameter moves. */
  double[] step(double... gradient) {
    update = run.step(gradient, parameter, iteration++);
    for (int i = 0; i < parameter.length; i++) {
      parameter[i] = host.precision().round(parameter[i] - update[i]);
    }
    return update;
  }

  double[] slot(String name) {
    return state().get(name);
  }

  Map<String, double[]> state() {
    return run.state();
  }

  /** Gradients of many steps, reproducible. */
  static double[][] gradients(int steps, int size, long seed) {
    Random random = new Random(seed);
    List<double[]> all = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      all.add(random.doubles(size, -2, 2).toArray());
    }
    return all.toArray(double[][]::new);
  }
}
