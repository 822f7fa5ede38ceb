package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizer;
import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The specification of an optimizer as tests. Subclass it, and every rule of SPEC.md that begins
 * with O runs on every host.
 *
 * <pre>{@code
 * class SgdTest extends OptimizerConformance<Sgd> {
 *   @Override
 *   protected List<Sgd> optimizers() {
 *     return List.of(new Sgd(0.1));
 *   }
 *
 *   @Override
 *   protected Outcome closedForm(Sgd sgd, Situation s) {
 *     return Outcome.of(s.learningRate() * s.gradient());
 *   }
 * }
 * }</pre>
 *
 * @param <O> the optimizer
 */
public abstract class OptimizerConformance<O extends GradientOptimizer> {

  /** Gradients of the first step: ordinary, large, tiny, zero. */
  private static final double[] GRADIENT = {0.5, -2, 1e-4, 0};

  private static final double[] PARAMETER = {1.5, -0.25, 3, 0.75};

  /**
   * Twelve steps of four elements: big then small, changing sign, mostly zero, repeated. They find
   * what one step cannot: a maximum taken in the wrong place, a correction that counts from 0.
   */
  private static final double[][] GRADIENTS = {
    {3, 0.5, 0, 0.25},
    {-2, 0.25, 0, 0.25},
    {1e-3, -0.5, 1, 0.25},
    {-2e-3, 0.75, 0, 0.25},
    {1.5e-3, -1, 0, -0.25},
    {2e-3, 0.5, -1e-4, -0.25},
    {0, 0, 0, 0},
    {-1e-3, -0.25, 1e-4, 0.25},
    {2.5e-3, 2, 0, 0.25},
    {-1e-4, -1.5, -3, 0.25},
    {1e-4, 0.125, 0, -0.25},
    {0.5, -0.125, 0.01, -0.25}
  };

  /** The rate at each of the twelve steps, as a part of the optimizer's own. */
  private static final double[] RATES = {1, 1, 1, 0.5, 0.5, 0.5, 0.5, 2, 2, 1, 1, 0.25};

  private static final long SEED = 20_240_517;

  /** Lengths around the sizes of vectors and chunks. */
  private static final int[] LENGTHS = {0, 1, 2, 7, 8, 9, 1023, 1024, 1025, 3001};

  /** For the subclass. */
  protected OptimizerConformance() {}

  /**
   * The optimizer in every configuration that is to be proved: its defaults, ε large and small,
   * each option on and off.
   *
   * @return at least one
   */
  protected abstract List<O> optimizers();

  /**
   * One step of one element, written from the paper in plain Java and independently of the rule.
   *
   * @param optimizer one of {@link #optimizers()}
   * @param situation the gradient, the state, the time
   * @return the update and every slot after the step
   */
  protected abstract Outcome closedForm(O optimizer, Situation situation);

  /**
   * What this optimizer does otherwise than most.
   *
   * @return nothing unless told
   */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /**
   * A stated state for the step from a non-zero state: any content that the slot can have.
   *
   * @param slot the slot's name
   * @param element the element, from 0
   * @return a positive number unless told
   */
  protected double statedState(String slot, int element) {
    return 0.02 * (element + 1) + 0.1 * (slot.hashCode() & 7);
  }

  /**
   * Where plug-ins are looked for.
   *
   * @return the class loader of the optimizer unless told
   */
  protected ClassLoader loader() {
    return optimizers().get(0).getClass().getClassLoader();
  }

  @Test
  @DisplayName("O-1.1 the first step is the closed form's")
  void firstStep() {
    check(
        (soft, optimizer, host) -> {
          Host.Session run = host.start(optimizer, GRADIENT.length);
          double[] update = run.step(GRADIENT, PARAMETER, 0);
          compare(soft, "O-1.1", optimizer, host, 1, GRADIENT, PARAMETER, null, update, run);
        });
  }

  @Test
  @DisplayName("O-1.2 a step from a stated state is the closed form's")
  void stepFromStatedState() {
    check(
        (soft, optimizer, host) -> {
          Map<String, double[]> state = new LinkedHashMap<>();
          new Tracer(optimizer)
              .slots()
              .forEach(
                  slot -> {
                    double[] content = new double[GRADIENT.length];
                    for (int i = 0; i < content.length; i++) {
                      content[i] = host.precision().round(statedState(slot.name(), i));
                    }
                    state.put(slot.name(), content);
                  });
          Host.Session run = host.resume(optimizer, state, 4, GRADIENT.length);
          double[] update = run.step(GRADIENT, PARAMETER, 4);
          compare(soft, "O-1.2", optimizer, host, 5, GRADIENT, PARAMETER, state, update, run);
        });
  }

  @Test
  @DisplayName("O-1.3 twelve steps at a changing rate follow the closed form")
  void trace() {
    check(
        (soft, constant, host) -> {
          O optimizer = atChangingRate(constant);
          Host.Session run = host.start(optimizer, PARAMETER.length);
          double[] parameter = PARAMETER.clone();
          Map<String, double[]> before = null;
          for (int t = 1; t <= GRADIENTS.length; t++) {
            double[] gradient = GRADIENTS[t - 1];
            double[] update = run.step(gradient, parameter, t - 1);
            compare(soft, "O-1.3", optimizer, host, t, gradient, parameter, before, update, run);
            before = run.state();
            for (int i = 0; i < parameter.length; i++) {
              parameter[i] = host.precision().round(parameter[i] - update[i]);
            }
          }
        });
  }

  @Test
  @DisplayName("O-1.4 the state's age counts, not the network's iteration")
  void lateIteration() {
    check(
        (soft, optimizer, host) -> {
          double[] early = host.start(optimizer, 4).step(GRADIENT, PARAMETER, 0);
          double[] late = host.start(optimizer, 4).step(GRADIENT, PARAMETER, 1_000_000);
          same(soft, "O-1.4", optimizer, host, "a fresh state at iteration 10⁶", early, late);
        });
  }

  @Test
  @DisplayName("O-2.1 a zero gradient on a fresh state moves nothing, unless declared")
  void zeroGradient() {
    moves(
        "O-2.1",
        Trait.MOVES_WITHOUT_GRADIENT,
        (optimizer, host) -> host.start(optimizer, 4).step(new double[4], PARAMETER, 0));
  }

  @Test
  @DisplayName("O-2.2 a learning rate of zero moves nothing, unless declared")
  void zeroRate() {
    moves(
        "O-2.2",
        Trait.MOVES_AT_ZERO_RATE,
        (optimizer, host) ->
            host.start(cast(optimizer.withLearningRate(Schedule.constant(0))), 4)
                .step(GRADIENT, PARAMETER, 0));
  }

  @Test
  @DisplayName("O-2.3 negated gradients and parameters give negated updates, unless declared")
  void odd() {
    boolean declared = traits().contains(Trait.IS_NOT_ODD);
    boolean[] broken = {false};
    check(
        (soft, optimizer, host) -> {
          Host.Session plus = host.start(optimizer, 4);
          Host.Session minus = host.start(optimizer, 4);
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] up = plus.step(GRADIENTS[t], PARAMETER, t);
            double[] down = negated(minus.step(negated(GRADIENTS[t]), negated(PARAMETER), t));
            for (int i = 0; i < up.length; i++) {
              broken[0] |= up[i] != down[i] && !(Double.isNaN(up[i]) && Double.isNaN(down[i]));
              if (!declared) {
                soft.assertThat(down[i] + 0.0)
                    .as(message("O-2.3", optimizer, host, "mirrored", t + 1, i, "exactly"))
                    .isEqualTo(up[i] + 0.0);
              }
            }
          }
        });
    assertThat(broken[0])
        .as("O-2.3: " + Trait.IS_NOT_ODD + " is declared, so it must be so")
        .isEqualTo(declared);
  }

  @Test
  @DisplayName("O-2.4 an element's update depends on no other element, unless declared")
  void elementwise() {
    boolean declared = traits().contains(Trait.COUPLES_ELEMENTS);
    boolean[] broken = {false};
    check(
        (soft, optimizer, host) -> {
          Host.Session together = host.start(optimizer, 4);
          List<Host.Session> alone = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            alone.add(host.start(optimizer, 1));
          }
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] all = together.step(GRADIENTS[t], PARAMETER, t);
            for (int i = 0; i < 4; i++) {
              double one =
                  alone.get(i)
                      .step(new double[] {GRADIENTS[t][i]}, new double[] {PARAMETER[i]}, t)[0];
              broken[0] |= Double.compare(one + 0.0, all[i] + 0.0) != 0;
              if (!declared) {
                soft.assertThat(one + 0.0)
                    .as(message("O-2.4", optimizer, host, "alone", t + 1, i, "exactly"))
                    .isEqualTo(all[i] + 0.0);
              }
            }
          }
        });
    assertThat(broken[0])
        .as("O-2.4: " + Trait.COUPLES_ELEMENTS + " is declared, so it must be so")
        .isEqualTo(declared);
  }

  @Test
  @DisplayName("O-3.1 two runs give the same bits and share no state")
  void deterministic() {
    check(
        (soft, optimizer, host) -> {
          Host.Session first = host.start(optimizer, 4);
          Host.Session second = host.start(optimizer, 4);
          List<double[]> expected = new ArrayList<>();
          for (int t = 0; t < GRADIENTS.length; t++) {
            expected.add(first.step(GRADIENTS[t], PARAMETER, t));
          }
          for (int t = 0; t < GRADIENTS.length; t++) {
            same(
                soft,
                "O-3.1",
                optimizer,
                host,
                "step " + (t + 1) + " of a second run",
                expected.get(t),
                second.step(GRADIENTS[t], PARAMETER, t));
          }
        });
  }

  @Test
  @DisplayName("O-3.2 every host gives the reference's bits, at every length")
  void agreesWithReference() {
    check(
        (soft, optimizer, host) -> {
          for (int length : LENGTHS) {
            Random random = new Random(SEED);
            Host.Session reference = Hosts.reference(host.precision()).start(optimizer, length);
            Host.Session run = host.start(optimizer, length);
            double[] parameter = random.doubles(length, -1, 1).toArray();
            for (int t = 0; t < 6; t++) {
              double[] gradient = random.doubles(length, -2, 2).toArray();
              same(
                  soft,
                  "O-3.2",
                  optimizer,
                  host,
                  "step %d, length %d, seed %d".formatted(t + 1, length, SEED),
                  reference.step(gradient, parameter, t),
                  run.step(gradient, parameter, t));
            }
          }
        });
  }

  @Test
  @DisplayName("O-4.1 to save and load after any step is never to have stopped")
  void resumes() {
    check(
        (soft, constant, host) -> {
          O optimizer = atChangingRate(constant);
          for (int k = 0; k < GRADIENTS.length; k++) {
            Host.Session through = host.start(optimizer, 4);
            for (int t = 0; t < k; t++) {
              through.step(GRADIENTS[t], PARAMETER, t);
            }
            Host.Session resumed = host.resume(optimizer, through.state(), k, 4);
            for (int t = k; t < GRADIENTS.length; t++) {
              same(
                  soft,
                  "O-4.1",
                  optimizer,
                  host,
                  "step %d after a load at %d".formatted(t + 1, k),
                  through.step(GRADIENTS[t], PARAMETER, t),
                  resumed.step(GRADIENTS[t], PARAMETER, t));
            }
          }
        });
  }

  @Test
  @DisplayName("O-5.1 a configuration survives a map, complete and equal")
  void configurationRoundTrip() {
    rules().roundTrip();
  }

  @Test
  @DisplayName("O-5.2 numbers that are NaN or out of range are refused by name")
  void refusesBadNumbers() {
    rules().refusesBadNumbers();
  }

  @Test
  @DisplayName("O-5.3 it is installed under its name and aliases, with the defaults of its record")
  void isInstalled() {
    rules().isInstalled();
  }

  @Test
  @DisplayName("O-5.5 another value of any hyper-parameter makes another optimizer")
  void isEqualByEveryComponent() {
    rules().isEqualByEveryComponent();
  }

  private PluginRules<O> rules() {
    return new PluginRules<>(Optimizer.class, "O-5", optimizers(), loader());
  }

  // How the rules are checked.

  /** One rule on one optimizer and one host. */
  private interface Check<O> {
    void run(SoftAssertions soft, O optimizer, Host host);
  }

  private void check(Check<O> check) {
    SoftAssertions soft = new SoftAssertions();
    int runs = 0;
    for (O optimizer : optimizers()) {
      for (Host host : Hosts.all()) {
        if (host.canRun(optimizer)) {
          check.run(soft, optimizer, host);
          runs++;
        }
      }
    }
    assertThat(runs).as("optimizers() must name at least one").isPositive();
    soft.assertAll();
  }

  /** One step of an optimizer on a host. */
  private interface OneStep<O> {
    double[] update(O optimizer, Host host);
  }

  private void moves(String rule, Trait trait, OneStep<O> step) {
    boolean declared = traits().contains(trait);
    boolean[] moved = {false};
    check(
        (soft, optimizer, host) -> {
          double[] update = step.update(optimizer, host);
          for (int i = 0; i < update.length; i++) {
            moved[0] |= update[i] != 0;
            if (!declared) {
              soft.assertThat(update[i] + 0.0)
                  .as(message(rule, optimizer, host, "at rest", 1, i, "exactly"))
                  .isZero();
            }
          }
        });
    assertThat(moved[0])
        .as(rule + ": " + trait + " is declared, so it must be so")
        .isEqualTo(declared);
  }

  private void compare(
      SoftAssertions soft,
      String rule,
      O optimizer,
      Host host,
      int number,
      double[] gradient,
      double[] parameter,
      Map<String, double[]> before,
      double[] update,
      Host.Session after) {
    Map<String, double[]> slots = after.state();
    Situation tensor = situation(optimizer, host, number, gradient, parameter, before);
    for (int i = 0; i < gradient.length; i++) {
      Outcome expected = closedForm(optimizer, tensor.at(i));
      double greatest = greatestUpdate(optimizer, tensor);
      close(
          soft, rule, optimizer, host, "update", number, i, expected.update(), update[i], greatest);
      soft.assertThat(expected.state().keySet())
          .as("%s: the slots that the closed form of %s states", rule, optimizer)
          .isEqualTo(slots.keySet());
      for (Map.Entry<String, Double> slot : expected.state().entrySet()) {
        double[] actual = slots.get(slot.getKey());
        if (actual != null) {
          close(
              soft,
              rule,
              optimizer,
              host,
              "slot " + slot.getKey(),
              number,
              i,
              slot.getValue(),
              actual[i],
              0);
        }
      }
    }
  }

  /** The greatest update of all elements, where an element's update can be their difference. */
  private double greatestUpdate(O optimizer, Situation tensor) {
    double greatest = 0;
    for (int i = 0;
        i < tensor.gradients().size() && traits().contains(Trait.COUPLES_ELEMENTS);
        i++) {
      greatest = Math.max(greatest, Math.abs(closedForm(optimizer, tensor.at(i)).update()));
    }
    return greatest;
  }

  /** What the closed form is told of the first element; of the others by {@link Situation#at}. */
  private Situation situation(
      O optimizer,
      Host host,
      int number,
      double[] gradient,
      double[] parameter,
      Map<String, double[]> before) {
    List<Double> gradients = new ArrayList<>();
    List<Double> parameters = new ArrayList<>();
    List<Map<String, Double>> states = new ArrayList<>();
    for (int i = 0; i < gradient.length; i++) {
      gradients.add(host.precision().round(gradient[i]));
      parameters.add(host.precision().round(parameter[i]));
      Map<String, Double> state = new LinkedHashMap<>();
      if (before != null) {
        for (Map.Entry<String, double[]> slot : before.entrySet()) {
          state.put(slot.getKey(), slot.getValue()[i]);
        }
      }
      states.add(state);
    }
    long iteration = number - 1L;
    return new Situation(
        gradients.get(0),
        parameters.get(0),
        number,
        iteration,
        optimizer.learningRate().at(iteration, 0),
        states.get(0),
        0,
        gradients,
        parameters,
        states);
  }

  /**
   * Within 10⁻¹² in double, 10⁻⁵ in float, relative, and one rounding of the greatest element that
   * it is coupled with; and the same for what is not finite.
   */
  private void close(
      SoftAssertions soft,
      String rule,
      O optimizer,
      Host host,
      String what,
      int number,
      int element,
      double expected,
      double actual,
      double greatest) {
    boolean isFloat = host.precision() == Precision.FLOAT;
    double relative = isFloat ? 1e-5 : 1e-12;
    double rounding = isFloat ? Math.ulp(1f) : Math.ulp(1.0);
    double tolerance = relative * Math.abs(expected) + relative * 1e-9 + rounding * greatest;
    boolean near =
        Math.abs(expected - actual) <= tolerance || Double.compare(expected, actual) == 0;
    if (!near) {
      soft.fail(
          "%s, but expected %s and got %s"
              .formatted(
                  message(rule, optimizer, host, what, number, element, "±" + tolerance),
                  expected,
                  actual));
    }
  }

  private void same(
      SoftAssertions soft,
      String rule,
      O optimizer,
      Host host,
      String problem,
      double[] expected,
      double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Double.doubleToLongBits(expected[i] + 0.0) != Double.doubleToLongBits(actual[i] + 0.0)) {
        soft.fail(
            "%s, but expected %s and got %s"
                .formatted(
                    message(rule, optimizer, host, problem, 0, i, "every bit"),
                    expected[i],
                    actual[i]));
        return;
      }
    }
  }

  private String message(
      String rule,
      O optimizer,
      Host host,
      String problem,
      int number,
      int element,
      String tolerance) {
    return "%s, %s on %s: %s%s, element %d, must hold (%s)"
        .formatted(
            rule,
            optimizer,
            host.name(),
            problem,
            number == 0 ? "" : ", step " + number,
            element,
            tolerance);
  }

  /** A rate that changes on the way, as a part of the optimizer's own. */
  private O atChangingRate(O optimizer) {
    double own = optimizer.learningRate().at(0, 0);
    return cast(optimizer.withLearningRate(new ChangingRate(own)));
  }

  @SuppressWarnings("unchecked") // a copy of an optimizer with another rate is of its own class
  private O cast(GradientOptimizer copy) {
    return (O) copy;
  }

  private static double[] negated(double[] values) {
    double[] negated = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      negated[i] = -values[i];
    }
    return negated;
  }

  static double rateAt(long step) {
    return RATES[(int) Math.min(step, RATES.length - 1)];
  }
}
