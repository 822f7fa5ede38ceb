package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Precision;
import io.gradus.api.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit's rules for optimizers, on optimizers and hosts that are wrong on purpose. */
class OptimizerKitTest {

  private static WrongAdam.Fault fault;
  private static WrongMomentum.Fault momentumFault;
  private static WrongHost.Fault hostFault;

  static final class AdamSuite extends OptimizerConformance<WrongAdam> {

    @Override
    protected List<WrongAdam> optimizers() {
      return List.of(new WrongAdam(Schedule.constant(0.1), 0.8, 0.99, 1e-3, fault));
    }

    /** Algorithm 1 of Kingma & Ba. */
    @Override
    protected Outcome closedForm(WrongAdam adam, ElementStep s) {
      double m = adam.beta1() * s.slot("m", 0) + (1 - adam.beta1()) * s.gradient();
      double v = adam.beta2() * s.slot("v", 0) + (1 - adam.beta2()) * s.gradient() * s.gradient();
      double mHat = m / (1 - Math.pow(adam.beta1(), s.age()));
      double vHat = v / (1 - Math.pow(adam.beta2(), s.age()));
      boolean climbs = fault == WrongAdam.Fault.CLIMBS_AS_ITS_CLOSED_FORM;
      double epsilon = fault == WrongAdam.Fault.PRESETS_DO_NOT_DIFFER ? 1e-8 : adam.trueEpsilon();
      double update = s.learningRate() * mHat / (Math.sqrt(vHat) + epsilon);
      return Outcome.of(climbs ? -update : update).with("m", m).with("v", v);
    }

    @Override
    protected Set<Trait> traits() {
      return fault == WrongAdam.Fault.ODDNESS_DECLARED_IN_VAIN
          ? Set.of(Trait.NOT_SIGN_SYMMETRIC)
          : Set.of();
    }

    @Override
    protected Set<Capability> capabilities() {
      return switch (fault) {
        case SCALE_INVARIANCE_DECLARED_IN_VAIN -> Set.of(Capability.SCALE_INVARIANT);
        case SCALE_EQUIVARIANCE_DECLARED_IN_VAIN -> Set.of(Capability.SCALE_EQUIVARIANT);
        case ROTATION_DECLARED_IN_VAIN -> Set.of(Capability.ROTATION_EQUIVARIANT);
        default -> Set.of();
      };
    }

    @Override
    protected double stepBound(WrongAdam optimizer) {
      return fault == WrongAdam.Fault.BOUND_DECLARED_IN_VAIN ? 0.9 : Double.POSITIVE_INFINITY;
    }

    @Override
    protected List<Host> hosts() {
      return ownHosts();
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  static final class MomentumSuite extends OptimizerConformance<WrongMomentum> {

    @Override
    protected List<WrongMomentum> optimizers() {
      Schedule rate = Schedule.constant(0.1);
      return List.of(
          new WrongMomentum(rate, 0.9, 0, 0, false, momentumFault),
          new WrongMomentum(rate, 0.9, 0.5, 0, false, momentumFault),
          new WrongMomentum(rate, 0.5, 0, 0.1, false, momentumFault),
          new WrongMomentum(rate, 0.9, 0, 0, true, momentumFault));
    }

    /** PyTorch's documentation of SGD: the buffer begins as the first gradient, undampened. */
    @Override
    protected Outcome closedForm(WrongMomentum o, ElementStep s) {
      double d = s.gradient() + o.decay() * s.parameter();
      double share = s.age() == 1 ? 1 : 1 - o.dampening();
      double b = o.momentum() * s.slot("b", 0) + share * d;
      return Outcome.of(s.learningRate() * (o.sign() ? Math.signum(b) : b)).with("b", b);
    }

    @Override
    protected Set<Trait> traits() {
      return Set.of(Trait.MOVES_WITHOUT_GRADIENT);
    }

    @Override
    protected List<Host> hosts() {
      return ownHosts();
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  /** The right Adam on a host that is wrong. */
  static final class HostSuite extends OptimizerConformance<WrongAdam> {

    @Override
    protected List<WrongAdam> optimizers() {
      return List.of(new WrongAdam());
    }

    @Override
    protected Outcome closedForm(WrongAdam adam, ElementStep s) {
      fault = WrongAdam.Fault.NONE;
      return new AdamSuite().closedForm(adam, s);
    }

    @Override
    protected List<Host> hosts() {
      return List.of(new WrongHost(Hosts.kernel(Precision.DOUBLE), hostFault));
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  static final class NotInstalled extends OptimizerConformance<WrongAdam> {

    @Override
    protected List<WrongAdam> optimizers() {
      return List.of(new WrongAdam());
    }

    @Override
    protected Outcome closedForm(WrongAdam adam, ElementStep s) {
      fault = WrongAdam.Fault.NONE;
      return new AdamSuite().closedForm(adam, s);
    }

    @Override
    protected List<Host> hosts() {
      return ownHosts();
    }
  }

  private static List<Host> ownHosts() {
    return List.of(Hosts.reference(Precision.FLOAT), Hosts.kernel(Precision.DOUBLE));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("What is wrong breaks the rules that say so, and no others")
  void findsEveryFault(WrongAdam.Fault wrong) {
    fault = wrong;
    assertThat(Kit.broken(AdamSuite.class).keySet()).isEqualTo(wrong.rules());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("What is wrong in momentum, decay and signs breaks the rules that say so")
  void findsEveryFaultOfMomentum(WrongMomentum.Fault wrong) {
    momentumFault = wrong;
    assertThat(Kit.broken(MomentumSuite.class).keySet()).isEqualTo(wrong.rules());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A host that is wrong breaks the rules that say so, and no others")
  void findsEveryFaultOfHosts(WrongHost.Fault wrong) {
    hostFault = wrong;
    assertThat(Kit.broken(HostSuite.class).keySet()).isEqualTo(wrong.rules());
  }

  @Test
  @DisplayName("An optimizer that is not installed is found out")
  void findsWhatIsNotInstalled() {
    assertThat(Kit.broken(NotInstalled.class)).containsOnlyKeys("O-5.1", "O-5.3");
  }

  /**
   * g = ½, so m̂ = ½, v̂ = ¼. By hand: 0.1 · ½ / (½ + 0.001) = 0.0998003992…, and with ε inside the
   * root 0.1 · ½ / √0.251 = 0.0998005980….
   */
  @Test
  @DisplayName("A failure says all that is known")
  void saysAll() {
    fault = WrongAdam.Fault.EPSILON_INSIDE_THE_ROOT;
    assertThat(Kit.broken(AdamSuite.class).get("O-1.1"))
        .containsPattern(
            "O-1\\.1, WrongAdam\\[learningRate=ConstantSchedule\\[value=0\\.1], beta1=0\\.8, "
                + "beta2=0\\.99, epsilon=0\\.001, fault=EPSILON_INSIDE_THE_ROOT]: "
                + "update on kernel DOUBLE, step 1, element 0, no seed: "
                + "expected 0\\.0998003992\\d*, but got 0\\.0998005980\\d* "
                + "\\(tolerance ±9\\.98\\d*E-14\\)");
    hostFault = WrongHost.Fault.LEAVES_OUT_EVERY_EIGHTH;
    Map<String, String> broken = Kit.broken(HostSuite.class);
    assertThat(broken.get("O-3.2"))
        .containsPattern(
            "O-3\\.2, WrongAdam\\[.*]: update, length 9, seed 20240517 on wrong kernel DOUBLE, "
                + "step 1, element 8: expected -9\\.99999\\d*E-4, but got 0\\.0 \\(tolerance none\\)");
  }
}
