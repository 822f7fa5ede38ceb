package io.gradus.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Shape;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit's rules for initializers, on initializers that are wrong on purpose. */
class InitializerKitTest {

  private static WrongInitializer.Fault fault;
  private static WrongIdentity.Fault identityFault;

  static final class Suite extends InitializerConformance<WrongInitializer> {

    @Override
    protected List<WrongInitializer> initializers() {
      return List.of(new WrongInitializer(1, true, fault), new WrongInitializer(2, false, fault));
    }

    @Override
    protected Law closedForm(WrongInitializer initializer, Shape shape) {
      double deviation = Math.sqrt(initializer.trueGain() / shape.fanIn());
      return initializer.uniform()
          ? Law.uniform(-Math.sqrt(3) * deviation, Math.sqrt(3) * deviation)
          : Law.truncatedNormal(0, deviation / WrongInitializer.CUT_DEVIATION, 2);
    }

    @Override
    protected boolean fills(WrongInitializer initializer, Shape shape) {
      boolean vectors =
          fault != WrongInitializer.Fault.REFUSES_WITHOUT_THE_SHAPE
              && fault != WrongInitializer.Fault.FILLS_WHAT_IT_CANNOT;
      return vectors || shape.dimensions().size() > 1;
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  static final class IdentitySuite extends InitializerConformance<WrongIdentity> {

    @Override
    protected List<WrongIdentity> initializers() {
      return List.of(new WrongIdentity(identityFault));
    }

    @Override
    protected Law closedForm(WrongIdentity initializer, Shape shape) {
      long columns = shape.dimensions().get(1);
      return new Law.Fixed(i -> i / columns == i % columns ? 1 : 0);
    }

    @Override
    protected boolean fills(WrongIdentity initializer, Shape shape) {
      return shape.dimensions().size() == 2;
    }

    @Override
    protected ClassLoader loader() {
      return Kit.LOADER;
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("What is wrong breaks the rules that say so, and no others")
  void findsEveryFault(WrongInitializer.Fault wrong) {
    fault = wrong;
    assertThat(Kit.broken(Suite.class).keySet()).isEqualTo(wrong.rules());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("What is wrong in values that are not drawn breaks the rules that say so")
  void findsEveryFaultInValues(WrongIdentity.Fault wrong) {
    identityFault = wrong;
    assertThat(Kit.broken(IdentitySuite.class).keySet()).isEqualTo(wrong.rules());
  }

  /** 1/300 for the dense layer; 5 · (1/300) · √((9/5 − 1)/60000) = 6.08 · 10⁻⁵. */
  @Test
  @DisplayName("A failure says all that is known")
  void saysAll() {
    fault = WrongInitializer.Fault.FAN_OUT_FOR_FAN_IN;
    assertThat(Kit.broken(Suite.class).get("I-7"))
        .contains(
            "I-7, WrongInitializer[gain=1.0, uniform=true, fault=FAN_OUT_FOR_FAN_IN]: "
                + "the variance of 60000 elements, "
                + "shape Shape[dimensions=[300, 200], fanIn=300.0, fanOut=200.0], seed 42: "
                + "expected 0.00333333333333333")
        .containsPattern("but got 0\\.00[45]\\d+ \\(tolerance ±6\\.08\\d*E-5\\)");
  }
}
