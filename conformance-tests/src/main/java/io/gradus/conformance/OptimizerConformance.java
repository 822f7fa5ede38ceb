package io.gradus.conformance;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.Optimizer;
import io.gradus.api.Precision;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The specification of an optimizer as tests. Subclass it, and every requirement of SPEC.md whose
 * number begins with O is tested on every host.
 *
 * <pre>{@code
 * class SgdTest extends OptimizerConformance<Sgd> {
 *   @Override
 *   protected List<Sgd> optimizers() {
 *     return List.of(new Sgd(0.1));
 *   }
 *
 *   @Override
 *   protected Outcome closedForm(Sgd sgd, ElementStep s) {
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
   * Twelve steps of four elements: big then small, changing sign, mostly zero, repeated. They
   * reveal what one step cannot: a maximum taken in the wrong place, a correction that counts from
   * 0.
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

  /** The rate at each of the twelve steps, as a fraction of the optimizer's own. */
  private static final double[] RATES = {1, 1, 1, 0.5, 0.5, 0.5, 0.5, 2, 2, 1, 1, 0.25};

  private static final long SEED = 20_240_517;

  /** Lengths around the sizes of vectors and chunks. */
  private static final int[] LENGTHS = {0, 1, 2, 7, 8, 9, 1023, 1024, 1025, 3001};

  /** A length at which the kernel splits a step across threads. */
  private static final int LARGE = (1 << 20) + 1;

  /** The part of it that one thread takes. */
  private static final int BLOCK = 100_003;

  /** Values that a gradient should not contain but sometimes does. */
  private static final double[] BAD = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -1e30
  };

  /** Numbers at the limits of floats and doubles. */
  private static final double[] EXTREME = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    1e-30,
    -Float.MAX_VALUE,
    Double.MAX_VALUE,
    1
  };

  /** Gradient magnitudes that can occur in training with floats. */
  private static final double[] MAGNITUDES = {
    0, Float.MIN_VALUE, 1e-30, 1e-20, 1e-10, 1e-5, 1e5, 1e10, 1e15
  };

  /** For the subclass. */
  protected OptimizerConformance() {}

  /**
   * The optimizer in every configuration to be tested: its defaults, ε large and small, each option
   * on and off.
   *
   * @return at least one
   */
  protected abstract List<O> optimizers();

  /**
   * One step of one element, written from the paper in plain Java and independently of the rule.
   *
   * @param optimizer one of {@link #optimizers()}, or one of its framework presets
   * @param situation the gradient, the state, the time
   * @return the update and every slot after the step
   */
  protected abstract Outcome closedForm(O optimizer, ElementStep situation);

  /**
   * How this optimizer differs from most.
   *
   * @return nothing by default
   */
  protected Set<Trait> traits() {
    return Set.of();
  }

  /**
   * What this optimizer can do that most cannot.
   *
   * @return nothing by default
   */
  protected Set<Capability> capabilities() {
    return Set.of();
  }

  /**
   * The length of the longest step of one element that the publication allows, in multiples of the
   * learning rate.
   *
   * @param optimizer one of {@link #optimizers()}
   * @return infinity by default
   */
  protected double stepBound(O optimizer) {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * A chosen state for the step from a non-zero state: any content that the slot can have. For a
   * slot that keeps what rounding loses, the closed form reads and states a single number: the sum
   * of the content and the rest.
   *
   * @param slot the name of the slot
   * @param element the element, from 0
   * @return a positive number by default
   */
  protected double statedState(String slot, int element) {
    return 0.02 * (element + 1) + 0.1 * (slot.hashCode() & 7);
  }

  /**
   * What runs the optimizer.
   *
   * @return {@link Hosts#all()} by default
   */
  protected List<Host> hosts() {
    return Hosts.all();
  }

  /**
   * Where to look for plug-ins.
   *
   * @return the class loader of the optimizer by default
   */
  protected ClassLoader loader() {
    return optimizers().get(0).getClass().getClassLoader();
  }

  @Test
  @DisplayName("O-1.1 the first step is the closed form's")
  void firstStep() {
    run("O-1.1", Case::firstStep).assertNone();
  }

  @Test
  @DisplayName("O-1.2 a step from a stated state is the closed form's")
  void stepFromStatedState() {
    run("O-1.2", Case::stepFromStatedState).assertNone();
  }

  @Test
  @DisplayName("O-1.3 twelve steps at a changing rate follow the closed form")
  void trace() {
    run("O-1.3", Case::trace).assertNone();
  }

  @Test
  @DisplayName("O-1.4 the state's age counts, not the network's iteration")
  void lateIteration() {
    run(
            "O-1.4",
            it -> {
              double[] early = it.host.start(it.optimizer, 4).step(GRADIENT, PARAMETER, 0);
              double[] late = it.host.start(it.optimizer, 4).step(GRADIENT, PARAMETER, 1_000_000);
              it.same("update of a fresh state at iteration 10⁶", 1, early, late);
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-1.5 the preset of a framework is the closed form's, and no other preset's")
  void presets() {
    Findings findings = new Findings("O-1.5");
    O any = optimizers().get(0);
    Map<Preset, ? extends GradientOptimizer> presets = any.presets();
    presets.forEach(
        (framework, preset) -> {
          if (any.getClass().isInstance(preset)) {
            for (Host host : hosts()) {
              Case it = new Case(findings, cast(preset), host);
              it.firstStep();
              it.trace();
            }
          }
          presets.forEach(
              (other, another) -> {
                GradientOptimizer a = preset.withLearningRate(new ChangingRate(0.1));
                GradientOptimizer b = another.withLearningRate(new ChangingRate(0.1));
                findings.that(
                    a.equals(b) || !Arrays.deepEquals(walk(a), walk(b)),
                    a,
                    () -> "the preset %s beside %s, twelve steps".formatted(framework, other),
                    "other updates, as the hyper-parameters differ",
                    "the same");
              });
        });
    findings.assertNone();
  }

  @Test
  @DisplayName("O-2.1 a zero gradient on a fresh state moves nothing, unless declared")
  void zeroGradient() {
    unless(
        Trait.MOVES_WITHOUT_GRADIENT,
        "O-2.1",
        it -> {
          double[] update = it.host.start(it.optimizer, 4).step(new double[4], PARAMETER, 0);
          it.same("update at gradient 0", 1, new double[4], update);
        });
  }

  @Test
  @DisplayName("O-2.2 a learning rate of zero moves nothing, unless declared")
  void zeroRate() {
    unless(
        Trait.MOVES_AT_ZERO_RATE,
        "O-2.2",
        it -> {
          O resting = cast(it.optimizer.withLearningRate(Schedule.constant(0)));
          double[] update = it.host.start(resting, 4).step(GRADIENT, PARAMETER, 0);
          it.same("update at rate 0", 1, new double[4], update);
        });
  }

  @Test
  @DisplayName("O-2.3 negated gradients and parameters give negated updates, unless declared")
  void odd() {
    unless(
        Trait.NOT_SIGN_SYMMETRIC,
        "O-2.3",
        it -> {
          Host.Session plus = it.host.start(it.optimizer, 4);
          Host.Session minus = it.host.start(it.optimizer, 4);
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] up = plus.step(GRADIENTS[t], PARAMETER, t);
            double[] down =
                minus.step(Vectors.negated(GRADIENTS[t]), Vectors.negated(PARAMETER), t);
            it.same("update of the mirrored problem", t + 1, Vectors.negated(up), down);
          }
        });
  }

  @Test
  @DisplayName("O-2.4 an element's update depends on no other element, unless declared")
  void elementwise() {
    unless(
        Trait.COUPLES_ELEMENTS,
        "O-2.4",
        it -> {
          Host.Session together = it.host.start(it.optimizer, 4);
          List<Host.Session> alone = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            alone.add(it.host.start(it.optimizer, i + 1));
          }
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] all = together.step(GRADIENTS[t], PARAMETER, t);
            double[] each = new double[4];
            for (int i = 0; i < 4; i++) { // at its own position, after zeros
              double[] gradient = new double[i + 1];
              double[] parameter = new double[i + 1];
              gradient[i] = GRADIENTS[t][i];
              parameter[i] = PARAMETER[i];
              each[i] = alone.get(i).step(gradient, parameter, t)[i];
            }
            it.same("update of an element among others", t + 1, each, all);
          }
        });
  }

  @Test
  @DisplayName("O-2.5 a gradient of NaN is not hidden, unless declared")
  void showsNaN() {
    unless(
        Trait.HIDES_NAN,
        "O-2.5",
        it -> {
          Host.Session run = it.host.start(it.optimizer, 4);
          double last = 0;
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] gradient = GRADIENTS[t].clone();
            gradient[1] = t == 0 ? Double.NaN : gradient[1];
            last += run.step(gradient, PARAMETER, t)[1];
          }
          it.same(
              "sum of the updates of element 1 after NaN",
              GRADIENTS.length,
              new double[] {Double.NaN},
              new double[] {last});
        });
  }

  @Test
  @DisplayName("O-2.6 a bad element of the gradient harms no other element, unless declared")
  void containsBadElements() {
    unless(
        Trait.SPREADS_BAD_ELEMENTS,
        "O-2.6",
        it -> {
          for (double bad : BAD) {
            Host.Session good = it.host.start(it.optimizer, 4);
            Host.Session run = it.host.start(it.optimizer, 4);
            for (int t = 0; t < 4; t++) {
              double[] gradient = GRADIENTS[t].clone();
              gradient[1] = bad;
              double[] expected = good.step(GRADIENTS[t], PARAMETER, t);
              double[] actual = run.step(gradient, PARAMETER, t);
              expected[1] = actual[1];
              it.same("update beside a gradient of " + bad, t + 1, expected, actual);
            }
          }
        });
  }

  @Test
  @DisplayName("O-2.7 finite gradients give finite updates, unless declared")
  void staysFinite() {
    unless(
        Trait.OVERFLOWS,
        "O-2.7",
        it -> {
          int size = MAGNITUDES.length;
          Host.Session run = it.host.start(it.optimizer, size);
          double[] parameter = new double[size];
          Arrays.fill(parameter, 0.5);
          for (int t = 0; t < 6; t++) {
            double[] gradient = MAGNITUDES.clone();
            for (int i = 0; i < size; i++) {
              gradient[i] *= t % 3 == 2 ? -0.5 : 1;
            }
            double[] update = run.step(gradient, parameter, t);
            for (int i = 0; i < size; i++) {
              String what = "update at gradient " + gradient[i];
              it.that(what, t + 1, i, Double.isFinite(update[i]), "a finite number", update[i]);
            }
          }
        });
  }

  @Test
  @DisplayName(
      "O-2.8 elements in another order give the same updates in that order, unless declared")
  void order() {
    unless(
        Trait.DEPENDS_ON_PLACE,
        "O-2.8",
        it -> {
          Host.Session forward = it.host.start(it.optimizer, 4);
          Host.Session backward = it.host.start(it.optimizer, 4);
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] expected = forward.step(GRADIENTS[t], PARAMETER, t);
            double[] actual =
                backward.step(Vectors.reversed(GRADIENTS[t]), Vectors.reversed(PARAMETER), t);
            double size = Vectors.greatest(expected); // sums in a different order round differently
            it.close("update in reversed order", t + 1, Vectors.reversed(expected), actual, size);
          }
        });
  }

  @Test
  @DisplayName("O-2.9 the declared scale and rotation capabilities hold")
  void capabilitiesHold() {
    Set<Capability> declared = capabilities();
    run(
            "O-2.9",
            it -> {
              if (declared.contains(Capability.SCALE_INVARIANT)) {
                it.scaled(1024, 1);
              }
              if (declared.contains(Capability.SCALE_EQUIVARIANT)) {
                it.scaled(1024, 1024);
              }
              if (declared.contains(Capability.ROTATION_EQUIVARIANT)) {
                it.rotated();
              }
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-2.10 no element's step is longer than the declared bound")
  void stepsAreBounded() {
    run(
            "O-2.10",
            it -> {
              double bound = stepBound(it.optimizer) * it.optimizer.learningRate().at(0, 0);
              double slack = 1 + it.relative();
              if (bound == Double.POSITIVE_INFINITY) {
                return;
              }
              Host.Session run = it.host.start(it.optimizer, 4);
              for (int t = 0; t < 40; t++) { // the trace, silence, and one large gradient
                double[] gradient = t < GRADIENTS.length ? GRADIENTS[t] : new double[4];
                double[] update =
                    run.step(t == 39 ? new double[] {1e3, -1e3, 1e3, 1e3} : gradient, PARAMETER, t);
                for (int i = 0; i < update.length; i++) {
                  boolean within = Math.abs(update[i]) <= bound * slack;
                  it.that("update", t + 1, i, within, "at most ±" + bound, update[i]);
                }
              }
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-3.1 two runs give the same bits and share no state")
  void deterministic() {
    run(
            "O-3.1",
            it -> {
              double[][] first = it.walk();
              double[][] second = it.walk();
              for (int t = 0; t < first.length; t++) {
                it.same("update of a second run", t + 1, first[t], second[t]);
              }
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-3.2 every host gives the reference's bits, at every length")
  void agreesWithReference() {
    run(
            "O-3.2",
            it -> {
              for (int length : LENGTHS) {
                Random random = new Random(SEED);
                double[] parameter = random.doubles(length, -1, 1).toArray();
                double[][] gradients = new double[3][];
                for (int t = 0; t < gradients.length; t++) {
                  gradients[t] = random.doubles(length, -2, 2).toArray();
                }
                it.agrees("length %d, seed %d".formatted(length, SEED), parameter, gradients);
              }
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-3.3 every host gives the reference's bits for NaN, infinities and denormals too")
  void agreesAtTheEnds() {
    run(
            "O-3.3",
            it -> {
              double[] parameter = new double[EXTREME.length];
              Arrays.fill(parameter, 0.5);
              it.agrees("extreme gradients", parameter, EXTREME, Vectors.negated(EXTREME), EXTREME);
              it.agrees("extreme parameters", EXTREME, parameter, parameter);
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-3.4 tensors that share memory train as each does alone")
  void neighbours() {
    Findings findings = new Findings("O-3.4");
    trainNeighbours(findings, new Findings("O-3.7"));
    findings.assertNone();
  }

  private void trainNeighbours(Findings side, Findings bounds) {
    for (O optimizer : optimizers()) {
      for (Precision precision : Precision.values()) {
        Neighbours.check(side, bounds, optimizer, precision);
      }
    }
  }

  @Test
  @DisplayName("O-3.5 one optimizer may be used by several threads at once")
  void sharedBetweenThreads() {
    List<Host> hosts =
        hosts().stream().filter(host -> host.precision() == Precision.FLOAT).toList();
    run(
            "O-3.5",
            hosts,
            it -> {
              double[][] expected = it.walk();
              for (double[][] actual : Concurrent.run(it::walk)) {
                for (int t = 0; t < expected.length; t++) {
                  it.same("update in one of several threads", t + 1, expected[t], actual[t]);
                }
              }
            })
        .assertNone();
  }

  @Test
  @DisplayName("O-3.6 a tensor split across threads gives the same bits as in blocks")
  void largeTensors() {
    Findings findings = new Findings("O-3.6");
    O optimizer = optimizers().get(0);
    double[] gradient = new double[LARGE];
    for (int i = 0; i < LARGE; i++) {
      gradient[i] = i % 4001 * 1e-3 - 2;
    }
    double[] parameter = new double[LARGE];
    Arrays.fill(parameter, 0.5);
    boolean whole =
        traits().contains(Trait.COUPLES_ELEMENTS) || traits().contains(Trait.DEPENDS_ON_PLACE);
    Host kernel = Hosts.kernel(Precision.FLOAT);
    Host host = whole ? Hosts.reference(Precision.FLOAT) : kernel;
    int block = whole ? LARGE : BLOCK;
    double[] expected = new double[LARGE];
    for (int from = 0; from < LARGE; from += block) {
      int to = Math.min(LARGE, from + block);
      double[] part =
          host.start(optimizer, to - from)
              .step(
                  Arrays.copyOfRange(gradient, from, to),
                  Arrays.copyOfRange(parameter, from, to),
                  0);
      System.arraycopy(part, 0, expected, from, to - from);
    }
    double[] actual = kernel.start(optimizer, LARGE).step(gradient, parameter, 0);
    new Case(findings, optimizer, kernel)
        .same("update of %d elements".formatted(LARGE), 1, expected, actual);
    findings.assertNone();
  }

  @Test
  @DisplayName("O-3.7 only the update and the slots are written, within their bounds")
  void boundsAreKept() {
    Findings findings = new Findings("O-3.7");
    trainNeighbours(new Findings("O-3.4"), findings);
    findings.assertNone();
  }

  @Test
  @DisplayName("O-4.1 saving and loading after any step changes no bit")
  void resumes() {
    run(
            "O-4.1",
            it -> {
              O optimizer = it.atChangingRate();
              Host.Session through = it.host.start(optimizer, 4);
              List<Map<String, double[]>> saved = new ArrayList<>();
              List<double[]> expected = new ArrayList<>();
              for (int t = 0; t < GRADIENTS.length; t++) {
                saved.add(through.state());
                expected.add(through.step(GRADIENTS[t], PARAMETER, t));
              }
              for (int k = 0; k < GRADIENTS.length; k++) {
                Host.Session resumed = it.host.resume(optimizer, saved.get(k), k, 4);
                for (int t = k; t < GRADIENTS.length; t++) {
                  String what = "update after a load at step " + k;
                  it.same(what, t + 1, expected.get(t), resumed.step(GRADIENTS[t], PARAMETER, t));
                }
              }
            })
        .assertNone();
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
  @DisplayName("O-5.5 a different value of any hyper-parameter makes a different optimizer")
  void isEqualByEveryComponent() {
    rules().isEqualByEveryComponent();
  }

  private PluginRules<O> rules() {
    return new PluginRules<>(Optimizer.class, "O-5", optimizers(), loader());
  }

  @Test
  @DisplayName("O-6.1 within a wrapper it does what it does alone")
  void withinWrapper() {
    onOwnHosts(
        "O-6.1",
        it -> {
          List<Slot> slots = new Tracer(it.optimizer).slots();
          String taken = slots.isEmpty() ? "m" : slots.get(0).name().replaceAll(".*/", "");
          Host.Session alone = it.host.start(it.optimizer, 4);
          Host.Session wrapped = it.host.start(new Around(it.optimizer, taken), 4);
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] expected = alone.step(GRADIENTS[t], PARAMETER, t);
            it.same(
                "update within a wrapper",
                t + 1,
                expected,
                wrapped.step(GRADIENTS[t], PARAMETER, t));
          }
        });
  }

  @Test
  @DisplayName("O-6.2 a step that a wrapper discards leaves no trace")
  void discarded() {
    onOwnHosts(
        "O-6.2",
        it -> {
          Host.Session alone = it.host.start(it.optimizer, 4);
          Host.Session wrapped = it.host.start(new EverySecond(it.optimizer), 4);
          for (int t = 0; t < GRADIENTS.length; t++) {
            double[] actual = wrapped.step(GRADIENTS[t], PARAMETER, t);
            boolean taken = t % 2 == 1;
            double[] expected = taken ? alone.step(GRADIENTS[t], PARAMETER, t) : new double[4];
            it.same(
                taken ? "update after a discarded step" : "update of a discarded step",
                t + 1,
                expected,
                actual);
          }
        });
  }

  @Test
  @DisplayName(
      "O-7.1 it converges on every test objective at one of the usual rates, unless declared")
  void converges() {
    Findings findings = new Findings("O-7.1");
    for (Objective objective : Objective.values()) {
      Descent.check(findings, optimizers().get(0), objective);
    }
    unless(Trait.DOES_NOT_CONVERGE, findings);
  }

  // How the rules are checked.

  /** Runs a check for every optimizer on every host that can run it. */
  private Findings run(String rule, Consumer<Case> check) {
    return run(rule, hosts(), check);
  }

  private Findings run(String rule, List<Host> hosts, Consumer<Case> check) {
    Findings findings = new Findings(rule);
    for (O optimizer : optimizers()) {
      for (Host host : hosts) {
        if (host.canRun(optimizer)) {
          check.accept(new Case(findings, optimizer, host));
        }
      }
    }
    return findings;
  }

  private void onOwnHosts(String rule, Consumer<Case> check) {
    List<Host> hosts = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      hosts.add(Hosts.reference(precision));
      hosts.add(Hosts.kernel(precision));
    }
    run(rule, hosts, check).assertNone();
  }

  /** Checks that a rule holds or, if the trait is declared, that it is broken somewhere. */
  private void unless(Trait trait, String rule, Consumer<Case> check) {
    unless(trait, run(rule, check));
  }

  private void unless(Trait trait, Findings findings) {
    if (traits().contains(trait)) {
      findings.assertSome(optimizers().get(0), trait);
    } else {
      findings.assertNone();
    }
  }

  /** One optimizer on one host. */
  private final class Case {

    private final Findings findings;
    private final O optimizer;
    private final Host host;

    Case(Findings findings, O optimizer, Host host) {
      this.findings = findings;
      this.optimizer = optimizer;
      this.host = host;
    }

    void firstStep() {
      Host.Session run = host.start(optimizer, GRADIENT.length);
      double[] update = run.step(GRADIENT, PARAMETER, 0);
      compare(optimizer, 1, GRADIENT, PARAMETER, null, update, run);
    }

    void stepFromStatedState() {
      Map<String, double[]> state = new LinkedHashMap<>();
      for (Slot slot : new Tracer(optimizer).slots()) {
        double[] content = new double[GRADIENT.length];
        for (int i = 0; i < content.length; i++) {
          content[i] = host.precision().round(statedState(slot.name(), i));
        }
        state.put(slot.name(), content);
      }
      Host.Session run = host.resume(optimizer, state, 4, GRADIENT.length);
      double[] update = run.step(GRADIENT, PARAMETER, 4);
      compare(optimizer, 5, GRADIENT, PARAMETER, state, update, run);
    }

    void trace() {
      O changing = atChangingRate();
      Host.Session run = host.start(changing, PARAMETER.length);
      double[] parameter = PARAMETER.clone();
      Map<String, double[]> before = null;
      for (int t = 1; t <= GRADIENTS.length; t++) {
        double[] update = run.step(GRADIENTS[t - 1], parameter, t - 1);
        compare(changing, t, GRADIENTS[t - 1], parameter, before, update, run);
        before = run.state();
        for (int i = 0; i < parameter.length; i++) {
          parameter[i] = host.precision().round(parameter[i] - update[i]);
        }
      }
    }

    /** The updates of twelve steps. */
    double[][] walk() {
      Host.Session run = host.start(optimizer, 4);
      double[][] updates = new double[GRADIENTS.length][];
      for (int t = 0; t < updates.length; t++) {
        updates[t] = run.step(GRADIENTS[t], PARAMETER, t);
      }
      return updates;
    }

    /** Checks that gradients times one factor give updates times another; powers of 2 are exact. */
    void scaled(double gradients, double updates) {
      Host.Session plain = host.start(optimizer, 4);
      Host.Session scaled = host.start(optimizer, 4);
      for (int t = 0; t < GRADIENTS.length; t++) {
        double[] expected = Vectors.times(updates, plain.step(GRADIENTS[t], PARAMETER, t));
        double[] actual =
            scaled.step(
                Vectors.times(gradients, GRADIENTS[t]), Vectors.times(updates, PARAMETER), t);
        close("update at gradients times " + gradients, t + 1, expected, actual, 0);
      }
    }

    void rotated() {
      Host.Session plain = host.start(optimizer, 4);
      Host.Session rotated = host.start(optimizer, 4);
      for (int t = 0; t < GRADIENTS.length; t++) {
        double[] expected = Vectors.turned(plain.step(GRADIENTS[t], PARAMETER, t));
        double[] actual = rotated.step(Vectors.turned(GRADIENTS[t]), Vectors.turned(PARAMETER), t);
        double size = Vectors.greatest(GRADIENTS[0]); // what has been summed and may have cancelled
        close("update of the rotated problem", t + 1, expected, actual, size);
      }
    }

    /** Checks that the steps give the bits of the reference. */
    void agrees(String problem, double[] parameter, double[]... gradients) {
      if (host.equals(Hosts.reference(host.precision()))) {
        return;
      }
      Host.Session reference = Hosts.reference(host.precision()).start(optimizer, parameter.length);
      Host.Session run = host.start(optimizer, parameter.length);
      for (int t = 0; t < gradients.length; t++) {
        double[] expected = reference.step(gradients[t], parameter, t);
        same("update, " + problem, t + 1, expected, run.step(gradients[t], parameter, t));
      }
    }

    /** The optimizer with a rate that changes over the steps, as a fraction of its own rate. */
    O atChangingRate() {
      double own = optimizer.learningRate().at(0, 0);
      return cast(optimizer.withLearningRate(new ChangingRate(own)));
    }

    private void compare(
        O running,
        int age,
        double[] gradient,
        double[] parameter,
        Map<String, double[]> before,
        double[] update,
        Host.Session after) {
      Map<String, double[]> slots = withRests(running, after.state());
      ElementStep tensor =
          situation(
              running,
              host,
              age,
              gradient,
              parameter,
              before == null ? null : withRests(running, before));
      double ulp = host.precision() == Precision.FLOAT ? Math.ulp(1f) : Math.ulp(1.0);
      double greatest = ulp / relative() * greatestUpdate(running, tensor);
      for (int i = 0; i < gradient.length; i++) {
        Outcome expected = closedForm(running, tensor.at(i));
        double cancelled = greatest + 4 * ulp / relative() * expected.size();
        close("update", age, i, expected.update(), update[i], cancelled);
        that(
            "names of slots in the closed form",
            age,
            i,
            expected.state().keySet().equals(slots.keySet()),
            slots.keySet(),
            expected.state().keySet());
        for (Map.Entry<String, Double> slot : expected.state().entrySet()) {
          double[] actual = slots.get(slot.getKey());
          if (actual != null) {
            close("slot " + slot.getKey(), age, i, slot.getValue(), actual[i], 0);
          }
        }
      }
    }

    /** A closed form states a slot that keeps its rest as one number: the sum of both. */
    private Map<String, double[]> withRests(O running, Map<String, double[]> state) {
      Map<String, double[]> whole = new LinkedHashMap<>(state);
      for (Slot slot : new Tracer(running).slots()) {
        if (slot.rest() != null) {
          double[] rest = whole.remove(slot.rest().name());
          double[] sum = state.get(slot.name()).clone();
          for (int i = 0; i < sum.length; i++) {
            sum[i] += rest[i];
          }
          whole.put(slot.name(), sum);
        }
      }
      return whole;
    }

    /**
     * The largest update of any element, for when an element's update can be a difference of these.
     */
    private double greatestUpdate(O running, ElementStep tensor) {
      double greatest = 0;
      for (int i = 0;
          i < tensor.gradients().size() && traits().contains(Trait.COUPLES_ELEMENTS);
          i++) {
        greatest = Math.max(greatest, Math.abs(closedForm(running, tensor.at(i)).update()));
      }
      return greatest;
    }

    /** 10⁻¹² in double, 10⁻⁵ in float. */
    double relative() {
      return host.precision() == Precision.FLOAT ? 1e-5 : 1e-12;
    }

    void close(String what, int age, double[] expected, double[] actual, double size) {
      for (int i = 0; i < expected.length; i++) {
        close(what, age, i, expected[i], actual[i], size);
      }
    }

    /** The tolerance is relative to the expected value and to the size of what has cancelled. */
    void close(String what, int age, int element, double expected, double actual, double size) {
      double tolerance = relative() * (Math.abs(expected) + size + 1e-9);
      findings.close(optimizer, () -> where(what, age, element), expected, actual, tolerance);
    }

    void same(String what, int age, double[] expected, double[] actual) {
      for (int i = 0; i < expected.length; i++) {
        int element = i;
        if (expected[i] != actual[i]) { // most are equal, and some tensors are long
          findings.same(optimizer, () -> where(what, age, element), expected[i], actual[i]);
        }
      }
    }

    void that(String what, int age, int element, boolean holds, Object expected, Object actual) {
      findings.that(holds, optimizer, () -> where(what, age, element), expected, actual);
    }

    private String where(String what, int age, int element) {
      return "%s on %s, step %d, element %d%s"
          .formatted(what, host.name(), age, element, what.contains("seed") ? "" : ", no seed");
    }
  }

  /** The updates of twelve steps on the reference. */
  private static double[][] walk(GradientOptimizer optimizer) {
    Host.Session run = Hosts.reference(Precision.DOUBLE).start(optimizer, 4);
    double[][] updates = new double[GRADIENTS.length][];
    for (int t = 0; t < updates.length; t++) {
      updates[t] = run.step(GRADIENTS[t], PARAMETER, t);
    }
    return updates;
  }

  /**
   * What the closed form sees: the first element, and the others through {@link ElementStep#at}.
   */
  private ElementStep situation(
      O optimizer,
      Host host,
      int age,
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
    long iteration = age - 1L;
    return new ElementStep(
        gradients.get(0),
        parameters.get(0),
        age,
        iteration,
        optimizer.learningRate().at(iteration, 0),
        states.get(0),
        0,
        gradients,
        parameters,
        states);
  }

  @SuppressWarnings("unchecked") // a copy of an optimizer has the same class
  private O cast(GradientOptimizer copy) {
    return (O) copy;
  }

  static double rateAt(long step) {
    return RATES[(int) Math.min(step, RATES.length - 1)];
  }
}
