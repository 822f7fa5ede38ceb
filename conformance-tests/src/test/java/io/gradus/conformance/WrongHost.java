package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Precision;
import java.util.Map;
import java.util.Set;

/** A host around another, with faults to choose from. */
record WrongHost(Host host, Fault fault) implements Host {

  /** What can be wrong, and the rules that must find it. */
  enum Fault {
    NONE(""),
    LEAVES_OUT_EVERY_EIGHTH("O-3.2 O-3.3"),
    FORGETS_THE_AGE_ON_LOADING("O-1.2 O-4.1"),
    TAKES_NAN_FOR_ZERO("O-2.5 O-3.3"),
    ROUNDS_TO_FLOAT("O-1.1 O-1.2 O-1.3 O-3.2 O-3.3");

    private final String rules;

    Fault(String rules) {
      this.rules = rules;
    }

    Set<String> rules() {
      return rules.isEmpty() ? Set.of() : Set.of(rules.split(" "));
    }
  }

  @Override
  public String name() {
    return "wrong " + host.name();
  }

  @Override
  public Precision precision() {
    return host.precision();
  }

  @Override
  public boolean canRun(GradientOptimizer optimizer) {
    return host.canRun(optimizer);
  }

  @Override
  public Session start(GradientOptimizer optimizer, int size) {
    return new WrongSession(host.start(optimizer, size), fault);
  }

  @Override
  public Session resume(
      GradientOptimizer optimizer, Map<String, double[]> state, long number, int size) {
    long age = fault == Fault.FORGETS_THE_AGE_ON_LOADING ? 0 : number;
    return new WrongSession(host.resume(optimizer, state, age, size), fault);
  }

  private record WrongSession(Session session, Fault fault) implements Session {

    @Override
    public double[] step(double[] gradient, double[] parameter, long iteration) {
      double[] seen = gradient.clone();
      for (int i = 0; i < seen.length; i++) {
        boolean nan = fault == Fault.TAKES_NAN_FOR_ZERO && Double.isNaN(seen[i]);
        seen[i] = nan ? 0 : seen[i];
      }
      double[] update = session.step(seen, parameter, iteration);
      for (int i = 0; i < update.length; i++) {
        boolean leftOut = fault == Fault.LEAVES_OUT_EVERY_EIGHTH && i > 0 && i % 8 == 0;
        update[i] = leftOut ? 0 : update[i];
        if (fault == Fault.ROUNDS_TO_FLOAT) {
          update[i] = (float) update[i];
        }
      }
      return update;
    }

    @Override
    public Map<String, double[]> state() {
      return session.state();
    }
  }
}
