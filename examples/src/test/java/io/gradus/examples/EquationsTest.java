package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import io.gradus.api.Tracer;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class EquationsTest {

  /** Not a plug-in that anybody could find: it only lends a rule to the tracer. */
  @Algorithm(name = "rule", summary = "A rule of the test.", citation = "none")
  private record Rule(Function<Step, Expr> rule) implements GradientOptimizer {
    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      return rule.apply(step);
    }
  }

  private static Equations of(Function<Step, Expr> rule) {
    return new Equations(new Tracer(new Rule(rule)).trace(1, 0, 0));
  }

  private static List<String> lines(Function<Step, Expr> rule) {
    return of(rule).lines().stream().map(Equations.Equation::toString).toList();
  }

  @Test
  void needsFewParentheses() {
    assertThat(lines(s -> s.gradient().plus(1).times(s.gradient().minus(2))))
        .containsExactly("u = (g + 1)·(g − 2)");
    assertThat(lines(s -> s.gradient().minus(s.parameter().minus(s.gradient()))))
        .containsExactly("u = g − (θ − g)");
    assertThat(lines(s -> s.gradient().div(s.gradient().div(s.parameter()))))
        .containsExactly("u = g/(g/θ)");
    assertThat(lines(s -> s.gradient().plus(s.parameter().times(-0.5))))
        .containsExactly("u = g − 0.5·θ");
    assertThat(lines(s -> s.gradient().negate().square())).containsExactly("u = (−g)²");
    assertThat(lines(s -> s.gradient().times(s.parameter().negate())))
        .containsExactly("u = g·(−θ)");
    assertThat(lines(s -> s.gradient().abs().sqrt().div(3))).containsExactly("u = √|g|/3");
    assertThat(lines(s -> s.gradient().abs().pow(-0.5))).containsExactly("u = |g|^(−0.5)");
  }

  @Test
  void writesChainsOfAnyLengthInLinesThatCanBeRead() {
    List<String> lines =
        lines(
            s -> {
              Expr x = s.gradient();
              for (int i = 0; i < 5_000; i++) {
                x = i % 2 == 0 ? x.times(s.parameter()) : x.plus(s.gradient());
              }
              return x;
            });
    assertThat(lines).hasSize(99).allSatisfy(line -> assertThat(line).hasSizeLessThan(500));
    assertThat(lines.get(98)).startsWith("u = ");
  }

  @Test
  void knowsEveryFunction() {
    assertThat(
            lines(
                s ->
                    Expr.where(
                        s.gradient().lessThan(0), s.gradient().exp(), s.gradient().log().min(2))))
        .containsExactly("u = where(g < 0, exp(g), min(ln(g), 2))");
    assertThat(
            lines(
                s -> Expr.where(s.parameter().equalTo(s.parameter()), s.parameter(), s.gradient())))
        .containsExactly("u = where(θ is a number, θ, g)");
    assertThat(lines(s -> s.gradient().div(s.gradient().norm()))).containsExactly("u = g/‖g‖");
    assertThat(lines(s -> s.gradient().scaledBy(s.gradient().norm().plus(1))))
        .containsExactly("u = g·(‖g‖ + 1)");
    assertThat(lines(s -> s.gradient().rowNorm().plus(s.gradient().rowMean())))
        .containsExactly("u = row‖g‖ + rowMean(g)");
    assertThat(lines(s -> s.gradient().minus(s.gradient().mean())))
        .containsExactly("u = g − Σ(g)/n");
    assertThat(lines(s -> s.gradient().atMost(1).times(s.gradient().sign())))
        .containsExactly("u = [g ≤ 1]·sign(g)");
  }

  @Test
  void computesWhatDependsOnNumbersAlone() {
    assertThat(lines(s -> s.gradient().times(s.constant(1).minus(0.9))))
        .containsExactly("u = 0.1·g");
  }

  @Test
  void tellsTheOldContentFromTheNew() {
    Equations equations =
        of(
            s -> {
              Slot m = s.slot("m");
              Expr old = m.value();
              Expr now = m.ema(0.5, s.gradient());
              return now.minus(old);
            });

    assertThat(equations.lines().stream().map(Equations.Equation::toString))
        .containsExactly("m ← 0.5·m_old + 0.5·g", "u = m − m_old");
    assertThat(equations.notes()).containsExactly("m_old is m before the step.");
  }

  @Test
  void keepsSlotNamesApartFromSymbols() {
    assertThat(
            lines(
                s -> {
                  Expr before = s.slot("g").value();
                  s.slot("g").set(s.gradient());
                  return s.inner("inner", before).slot("v").add(before);
                }))
        .containsExactly("inner.v ← inner.v + g_slot", "g_slot ← g", "u = inner.v");
  }
}
