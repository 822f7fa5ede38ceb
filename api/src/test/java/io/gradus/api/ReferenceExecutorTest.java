package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each operation means, in hand-worked numbers: the definition that executors follow. */
class ReferenceExecutorTest {

  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  /** Results are worked by hand or from IEEE 754. */
  @ParameterizedTest(name = "{0}({1}, {2}) = {3}")
  @CsvSource({
    "ADD, 1.5, 2.25, 3.75",
    "ADD, Infinity, -Infinity, NaN",
    "ADD, -0.0, 0.0, 0.0",
    "ADD, -0.0, -0.0, -0.0",
    "ADD, NaN, 1, NaN",
    "SUBTRACT, 1.5, 2.25, -0.75",
    "SUBTRACT, Infinity, Infinity, NaN",
    "SUBTRACT, 0.0, 0.0, 0.0",
    "SUBTRACT, -0.0, 0.0, -0.0",
    "MULTIPLY, 1.5, -2.5, -3.75",
    "MULTIPLY, Infinity, 0, NaN",
    "MULTIPLY, -0.0, 5, -0.0",
    "MULTIPLY, -Infinity, -2, Infinity",
    "DIVIDE, 3, -4, -0.75",
    "DIVIDE, 1, 0.0, Infinity",
    "DIVIDE, 1, -0.0, -Infinity",
    "DIVIDE, 0, 0, NaN",
    "DIVIDE, 1, -Infinity, -0.0",
    "DIVIDE, Infinity, Infinity, NaN",
    "MIN, 2, -3, -3",
    "MIN, 0.0, -0.0, -0.0",
    "MIN, -0.0, 0.0, -0.0",
    "MIN, NaN, -Infinity, NaN",
    "MIN, 1, NaN, NaN",
    "MIN, Infinity, 7, 7",
    "MAX, 2, -3, 2",
    "MAX, 0.0, -0.0, 0.0",
    "MAX, -0.0, 0.0, 0.0",
    "MAX, NaN, Infinity, NaN",
    "MAX, 1, NaN, NaN",
    "MAX, -Infinity, 7, 7",
    "POW, 2, 10, 1024",
    "POW, 4, 0.5, 2",
    "POW, 2, -2, 0.25",
    "POW, NaN, 0, 1",
    "POW, 0, 0, 1",
    "POW, -8, 0.5, NaN",
    "POW, -2, 3, -8",
    "POW, 0.0, -1, Infinity",
    "POW, -0.0, -1, -Infinity",
    "POW, -0.0, 3, -0.0",
    "POW, Infinity, -1, 0.0",
    "POW, 0.5, Infinity, 0.0",
    "POW, 1, NaN, NaN",
    "NEGATE, 1.5, 0, -1.5",
    "NEGATE, 0.0, 0, -0.0",
    "NEGATE, -0.0, 0, 0.0",
    "NEGATE, Infinity, 0, -Infinity",
    "NEGATE, NaN, 0, NaN",
    "ABS, -1.5, 0, 1.5",
    "ABS, -0.0, 0, 0.0",
    "ABS, -Infinity, 0, Infinity",
    "ABS, NaN, 0, NaN",
    "SQRT, 2.25, 0, 1.5",
    "SQRT, 2, 0, 1.4142135623730951",
    "SQRT, -0.0, 0, -0.0",
    "SQRT, -1, 0, NaN",
    "SQRT, Infinity, 0, Infinity",
    "SQRT, NaN, 0, NaN",
    "SIGN, 1e-300, 0, 1",
    "SIGN, -7, 0, -1",
    "SIGN, 0.0, 0, 0.0",
    "SIGN, -0.0, 0, -0.0",
    "SIGN, -Infinity, 0, -1",
    "SIGN, NaN, 0, NaN",
    "EXP, 0, 0, 1",
    "EXP, -0.0, 0, 1",
    "EXP, -Infinity, 0, 0.0",
    "EXP, Infinity, 0, Infinity",
    "EXP, 710, 0, Infinity",
    "EXP, NaN, 0, NaN",
    "LOG, 1, 0, 0.0",
    "LOG, 0.0, 0, -Infinity",
    "LOG, -0.0, 0, -Infinity",
    "LOG, -1, 0, NaN",
    "LOG, Infinity, 0, Infinity",
    "LESS, 1, 2, 1",
    "LESS, 2, 2, 0",
    "LESS, -0.0, 0.0, 0",
    "LESS, NaN, 1, 0",
    "LESS, 1, NaN, 0",
    "LESS, -Infinity, Infinity, 1",
    "LESS_OR_EQUAL, 2, 2, 1",
    "LESS_OR_EQUAL, 3, 2, 0",
    "LESS_OR_EQUAL, 0.0, -0.0, 1",
    "LESS_OR_EQUAL, NaN, NaN, 0",
    "EQUAL, 2, 2, 1",
    "EQUAL, 2, 3, 0",
    "EQUAL, 0.0, -0.0, 1",
    "EQUAL, NaN, NaN, 0",
    "EQUAL, Infinity, Infinity, 1"
  })
  void operation(Op op, double a, double b, double expected) {
    assertBits(op.apply(a, b, 0), expected);
    Function<Step, Expr> rule = step -> write(op, step.gradient(), step.parameter());
    assertBits(Rule.run(Precision.DOUBLE, rule, new double[] {a}, new double[] {b})[0], expected);
    Function<Step, Expr> uniform =
        step ->
            step.gradient().times(0).plus(1).times(write(op, step.constant(a), step.constant(b)));
    assertBits(Rule.run(uniform, 1)[0], 1 * expected);
  }

  /** The results, from tables, are rounded; StrictMath is within one unit in the last place. */
  @ParameterizedTest(name = "{0}({1}, {2}) = {3}")
  @CsvSource({
    "EXP, 1, 0, 2.71828182845904523536",
    "EXP, -0.5, 0, 0.60653065971263342360",
    "LOG, 2, 0, 0.69314718055994530942",
    "LOG, 10, 0, 2.30258509299404568402",
    "POW, 2, 0.5, 1.41421356237309504880",
    "POW, 10, -3, 0.001"
  })
  void transcendental(Op op, double a, double b, double expected) {
    double actual =
        Rule.run(
            Precision.DOUBLE,
            step -> write(op, step.gradient(), step.parameter()),
            new double[] {a},
            new double[] {b})[0];
    assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(Math.ulp(expected));
  }

  /** An operation as a rule writes it. */
  private static Expr write(Op op, Expr a, Expr b) {
    return switch (op) {
      case ADD -> a.plus(b);
      case SUBTRACT -> a.minus(b);
      case MULTIPLY -> a.times(b);
      case DIVIDE -> a.div(b);
      case MIN -> a.min(b);
      case MAX -> a.max(b);
      case POW -> a.tape().node(Op.POW, a, b);
      case NEGATE -> a.negate();
      case ABS -> a.abs();
      case SQRT -> a.sqrt();
      case SIGN -> a.sign();
      case EXP -> a.exp();
      case LOG -> a.log();
      case LESS -> a.lessThan(b);
      case LESS_OR_EQUAL -> a.atMost(b);
      case EQUAL -> a.equalTo(b);
      default -> throw new IllegalArgumentException(op + " is not written with two operands.");
    };
  }

  @ParameterizedTest(name = "where({0}, {1}, {2}) = {3}")
  @CsvSource({
    "1, 2, 3, 2",
    "-7, 2, 3, 2",
    "0.0, 2, 3, 3",
    "-0.0, 2, 3, 3",
    "NaN, 2, 3, 2",
    "0.0, NaN, 3, 3",
    "1, -0.0, NaN, -0.0"
  })
  void select(double condition, double ifTrue, double otherwise, double expected) {
    assertBits(Op.SELECT.apply(condition, ifTrue, otherwise), expected);
    Function<Step, Expr> rule =
        step -> Expr.where(step.gradient(), step.constant(ifTrue), step.constant(otherwise));
    assertBits(Rule.run(rule, condition)[0], expected);
  }

  @Test
  @DisplayName("Numbers stand for uniform expressions in every overload")
  void overloads() {
    double[] g = {-2, 0.5, 3};
    assertThat(Rule.run(step -> step.gradient().plus(1), g)).containsExactly(-1, 1.5, 4);
    assertThat(Rule.run(step -> step.gradient().minus(1), g)).containsExactly(-3, -0.5, 2);
    assertThat(Rule.run(step -> step.gradient().times(2), g)).containsExactly(-4, 1, 6);
    assertThat(Rule.run(step -> step.gradient().div(2), g)).containsExactly(-1, 0.25, 1.5);
    assertThat(Rule.run(step -> step.gradient().pow(3), g)).containsExactly(-8, 0.125, 27);
    assertThat(Rule.run(step -> step.gradient().square(), g)).containsExactly(4, 0.25, 9);
    assertThat(Rule.run(step -> step.gradient().min(0.5), g)).containsExactly(-2, 0.5, 0.5);
    assertThat(Rule.run(step -> step.gradient().max(0.5), g)).containsExactly(0.5, 0.5, 3);
    assertThat(Rule.run(step -> step.gradient().clamp(-1, 1), g)).containsExactly(-1, 0.5, 1);
    assertThat(Rule.run(step -> step.gradient().lessThan(0.5), g)).containsExactly(1, 0, 0);
    assertThat(Rule.run(step -> step.gradient().atMost(0.5), g)).containsExactly(1, 1, 0);
    assertThat(Rule.run(step -> step.gradient().greaterThan(0.5), g)).containsExactly(0, 0, 1);
    assertThat(Rule.run(step -> step.gradient().greaterThan(step.constant(-2)), g))
        .containsExactly(0, 1, 1);
    assertThat(Rule.run(step -> step.gradient().equalTo(0.5), g)).containsExactly(0, 1, 0);
    assertThat(Rule.run(step -> step.constant(1).minus(step.gradient()), g))
        .containsExactly(3, 0.5, -2);
    assertThat(Rule.run(step -> step.gradient().plus(step.isWeight()), g))
        .containsExactly(-1, 1.5, 4);
  }

  @Test
  @DisplayName("Leaves, reductions and ends are no element-wise operations")
  void notElementwise() {
    for (Op op : Op.values()) {
      boolean elementwise =
          op.arity() > 0 && !op.isReduction() && op != Op.NOISE && op != Op.ROW_SUM;
      if (!elementwise || op == Op.STORE || op == Op.UPDATE) {
        assertThatThrownBy(() -> op.apply(1, 1, 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(op + " is not an element-wise operation.");
      }
    }
  }

  // Rounding.

  @Test
  @DisplayName("A uniform expression is computed in double and rounded where it meets a tensor")
  void uniformRounding() {
    double third = 1.0 / 3;
    Function<Step, Expr> late =
        step -> step.gradient().times(step.constant(third).times(3).minus(1));
    assertThat(Rule.run(Precision.FLOAT, late, new double[] {1}, null))
        .as("1/3 · 3 − 1 is 0 in double; in float, with the third rounded first, it is not")
        .containsExactly(0);
    assertThat(
            Rule.run(Precision.FLOAT, step -> step.gradient().minus(0.1), new double[] {0.1}, null))
        .as("0.1 as a float, less 0.1 as a float")
        .containsExactly(0);
    Function<Step, Expr> early =
        step -> step.gradient().times(third).times(3).minus(1).minus(1e-10);
    float expected = ((1f * (float) third) * 3f - 1f) - 1e-10f;
    assertThat(Rule.run(Precision.FLOAT, early, new double[] {1}, null)).containsExactly(expected);
    assertThat(Rule.run(Precision.FLOAT, step -> step.gradient().plus(0.1), new double[] {0}, null))
        .containsExactly(0.1f);
    assertThat(
            Rule.run(Precision.DOUBLE, step -> step.gradient().plus(0.1), new double[] {0}, null))
        .containsExactly(0.1);
  }

  @Test
  @DisplayName("A uniform update or slot content is rounded and spread")
  void uniformSpread() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              step.slot("s", 0.1).set(step.constant(0.2));
              return step.constant(0.3);
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.FLOAT, 2);
    assertThat(run.slots().get("s")).as("the first value").containsExactly(0.1f, 0.1f);
    assertThat(run.step(new double[2], null)).containsExactly(0.3f, 0.3f);
    assertThat(run.slots().get("s")).containsExactly(0.2f, 0.2f);
  }

  @Test
  @DisplayName("Gradient and parameter are rounded as they are read")
  void leavesAreRounded() {
    double tenth = 0.1;
    assertThat(Rule.run(Precision.FLOAT, Step::gradient, new double[] {tenth, 1e300}, null))
        .containsExactly(0.1f, INF);
    assertThat(
            Rule.run(
                Precision.FLOAT, Step::parameter, new double[] {0, 0}, new double[] {tenth, 1e-50}))
        .containsExactly(0.1f, 0);
  }

  @Property
  void floatIsJavasFloat(@ForAll float a, @ForAll float b) {
    assertFloat(Op.ADD, a, b, a + b);
    assertFloat(Op.SUBTRACT, a, b, a - b);
    assertFloat(Op.MULTIPLY, a, b, a * b);
    assertFloat(Op.DIVIDE, a, b, a / b);
    assertFloat(Op.MIN, a, b, Math.min(a, b));
    assertFloat(Op.MAX, a, b, Math.max(a, b));
    assertFloat(Op.NEGATE, a, b, -a);
    assertFloat(Op.ABS, a, b, Math.abs(a));
    assertFloat(Op.SQRT, a, b, (float) Math.sqrt(a));
    assertFloat(Op.SIGN, a, b, Math.signum(a));
    assertFloat(Op.LESS, a, b, a < b ? 1 : 0);
    assertFloat(Op.LESS_OR_EQUAL, a, b, a <= b ? 1 : 0);
    assertFloat(Op.EQUAL, a, b, a == b ? 1 : 0);
    assertFloat(Op.EXP, a, b, (float) StrictMath.exp(a));
    assertFloat(Op.LOG, a, b, (float) StrictMath.log(a));
    assertFloat(Op.POW, a, b, (float) StrictMath.pow(a, b));
  }

  /** The many floats of which the result is neither huge nor tiny. */
  @Property
  void floatOfOrdinaryNumbersIsJavasFloat(
      @ForAll @IntRange(min = -1_000_000, max = 1_000_000) int p,
      @ForAll @IntRange(min = 1, max = 1_000_000) int q) {
    float a = p / 1024f;
    float b = q / 977f;
    floatIsJavasFloat(a, b);
    floatIsJavasFloat(b, a);
  }

  private static void assertFloat(Op op, float a, float b, double expected) {
    double actual =
        Rule.run(
            Precision.FLOAT,
            step -> write(op, step.gradient(), step.parameter()),
            new double[] {a},
            new double[] {b})[0];
    assertBits(actual, expected);
  }

  // Reductions.

  @Test
  @DisplayName("The order of a sum: eight lanes, added crosswise, worked by hand")
  void orderOfASum() {
    // Lanes 0 to 7 hold 1, 2, 4 … 128; in the second round lane 0 gets 2⁶⁰, and in the third −2⁶⁰:
    // what lane 0 held is lost, and nothing else.
    double[] values = new double[24];
    for (int lane = 0; lane < 8; lane++) {
      values[lane] = 1 << lane;
    }
    values[8] = 0x1p60;
    values[16] = -0x1p60;
    assertThat(Reduction.sum(values, 0, 24)).isEqualTo(254);
    assertThat(Rule.run(step -> step.gradient().sum(), values)).containsOnly(254);
    // Lanes are added as ((0+4)+(2+6)) + ((1+5)+(3+7)).
    assertThat(Reduction.sum(new double[] {0x1p60, 1, 0, 0, -0x1p60, 0, 0, 0}, 0, 8)).isEqualTo(1);
    assertThat(Reduction.sum(new double[] {0x1p60, 1, -0x1p60, 0, 0, 0, 0, 0}, 0, 8)).isEqualTo(1);
    assertThat(Reduction.sum(new double[] {0x1p60, 0, 1, 0, -0x1p60, 0, 0, 0}, 0, 8)).isEqualTo(1);
    assertThat(Reduction.sum(new double[] {0x1p60, 0, 1, 0, 0, 0, 0, -0x1p60}, 0, 8)).isZero();
    assertThat(Reduction.sum(new double[] {1, 0x1p60, 0, 0, 0, -0x1p60, 0, 0}, 0, 8)).isEqualTo(1);
    assertThat(Reduction.sum(new double[] {1, 0x1p60, 0, 0, 0, 0, 0, -0x1p60}, 0, 8)).isEqualTo(1);
    assertThat(Reduction.sum(new double[] {1, 0x1p60, 0, 0, 0, 0, -0x1p60, 0}, 0, 8)).isZero();
  }

  @Test
  @DisplayName("Blocks of 1024 are added in order")
  void orderOfBlocks() {
    double[] values = new double[3 * 1024];
    values[0] = 1;
    values[1024] = 0x1p60;
    values[2048] = -0x1p60;
    assertThat(Reduction.sum(values, 0, values.length)).as("1 + 2⁶⁰ − 2⁶⁰").isZero();
    assertThat(Reduction.sum(values, 1024, values.length)).isZero();
    values[0] = -0x1p60;
    values[2048] = 1;
    assertThat(Reduction.sum(values, 0, values.length)).as("−2⁶⁰ + 2⁶⁰ + 1").isEqualTo(1);
  }

  @Property(tries = 200)
  void sumIsTheBlockwiseSum(
      @ForAll @IntRange(max = 3000) int size,
      @ForAll @IntRange(max = 40) int from,
      @ForAll long seed) {
    double[] values = new double[from + size];
    java.util.Random random = new java.util.Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20);
    }
    double actual = Reduction.sum(values, from, values.length);
    assertBits(actual, blockwise(values, from));
    BigDecimal exact = BigDecimal.ZERO;
    BigDecimal magnitude = BigDecimal.ZERO;
    for (int i = from; i < values.length; i++) {
      exact = exact.add(new BigDecimal(values[i]));
      magnitude = magnitude.add(new BigDecimal(Math.abs(values[i])));
    }
    // An element passes at most 128 additions in its lane, 3 of lanes and 3 of blocks.
    double bound = 134 * 0x1p-53 * magnitude.doubleValue() * (1 + 1e-9);
    assertThat(new BigDecimal(actual).subtract(exact).abs().doubleValue())
        .isLessThanOrEqualTo(bound);
  }

  /** The same order written otherwise: lane by lane. */
  private static double blockwise(double[] values, int from) {
    double total = 0;
    for (int block = from; block < values.length; block += 1024) {
      double[] lane = new double[8];
      for (int j = 0; j < 8; j++) {
        for (int i = block + j; i < Math.min(block + 1024, values.length); i += 8) {
          lane[j] += values[i];
        }
      }
      double even = (lane[0] + lane[4]) + (lane[2] + lane[6]);
      double odd = (lane[1] + lane[5]) + (lane[3] + lane[7]);
      total += even + odd;
    }
    return total;
  }

  @Test
  @DisplayName("Sum, mean, norm and greatest element")
  void reductions() {
    double[] g = {3, -4, 0, 0};
    assertThat(Rule.run(step -> step.gradient().sum(), g)).containsOnly(-1);
    assertThat(Rule.run(step -> step.gradient().mean(), g)).containsOnly(-0.25);
    assertThat(Rule.run(step -> step.gradient().norm(), g)).containsOnly(5);
    assertThat(Rule.run(step -> step.gradient().max(), g)).containsOnly(3);
    assertThat(Rule.run(step -> step.gradient().div(step.gradient().norm()), g))
        .containsExactly(0.6, -0.8, 0, 0);
    assertThat(Rule.run(step -> step.gradient().max(), 1, NAN, 2)).containsOnly(NAN);
    assertThat(Rule.run(step -> step.gradient().max(), -INF, -INF)).containsOnly(-INF);
    assertBits(Rule.run(step -> step.gradient().max(), -0.0, 0.0)[1], 0.0);
    assertThat(Rule.run(step -> step.gradient().sum(), 1, NAN)).containsOnly(NAN);
    assertThat(Rule.run(step -> step.gradient().sum())).isEmpty();
  }

  @Test
  @DisplayName("Sum, mean and norm of each row stand at every element of the row")
  void rows() {
    double[] g = {3, -4, 0, 5, 12, 1};
    assertThat(byRows(2, g, step -> step.gradient().rowSum()))
        .containsExactly(-1, -1, 5, 5, 13, 13);
    assertThat(byRows(3, g, step -> step.gradient().rowMean()))
        .containsExactly(-1.0 / 3, -1.0 / 3, -1.0 / 3, 6, 6, 6);
    assertThat(byRows(2, g, step -> step.gradient().rowNorm().div(step.gradient().norm())))
        .containsExactly(
            5 / Math.sqrt(195),
            5 / Math.sqrt(195),
            5 / Math.sqrt(195),
            5 / Math.sqrt(195),
            Math.sqrt(145) / Math.sqrt(195),
            Math.sqrt(145) / Math.sqrt(195));
    assertThat(byRows(1, g, step -> step.gradient().rowSum())).containsExactly(g);
    assertThat(Rule.run(step -> step.gradient().rowSum(), g)).as("one row").containsOnly(17);
    assertThat(Rule.run(step -> step.gradient().rowMean())).isEmpty();
  }

  @Test
  @DisplayName("A row is summed in double, and the sum rounded once")
  void rowsInDouble() {
    double[] g = Rule.filled(6000, 0.1);
    ReferenceExecutor run =
        new ReferenceExecutor(new Rule(step -> step.gradient().rowSum()), Precision.FLOAT, 6000);
    run.rowLength(3000);
    double sum = Reduction.sum(Rule.filled(3000, (double) 0.1f), 0, 3000);
    assertThat(run.step(g, null)).containsOnly((float) sum);
  }

  private static double[] byRows(int rowLength, double[] g, Function<Step, Expr> equation) {
    ReferenceExecutor run = new ReferenceExecutor(new Rule(equation), Precision.DOUBLE, g.length);
    run.rowLength(rowLength);
    return run.step(g, null);
  }

  @Test
  @DisplayName("A tensor is a whole number of rows, and one number is no tensor")
  void noRows() {
    ReferenceExecutor run = new ReferenceExecutor(new Rule(Step::gradient), Precision.DOUBLE, 4);
    for (int length : new int[] {3, 0, -2, 8}) {
      assertThatThrownBy(() -> run.rowLength(length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A tensor of length 4 cannot be cut into rows of " + length + ".");
    }
    assertThatThrownBy(() -> Rule.run(step -> step.gradient().sum().rowSum(), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one number already");
  }

  @Test
  @DisplayName("The norm of the network is that of the gradient before any rule has changed it")
  void globalNorm() {
    assertThat(Rule.run(step -> step.gradient().div(step.globalNorm()), 3, -4))
        .containsExactly(0.6, -0.8);
    GradientOptimizer inner = new Rule(step -> step.gradient().div(step.globalNorm()));
    assertThat(Rule.run(step -> inner.update(step.inner("inner", step.gradient())), 3, -4))
        .containsExactly(0.6, -0.8);
    assertThatThrownBy(
            () -> Rule.run(step -> inner.update(step.inner("inner", step.gradient().negate())), 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a wrapper has changed it before this rule");
  }

  @Test
  @DisplayName("A norm neither overflows nor vanishes where its elements do not")
  void normsOfLargeAndTiny() {
    for (double size : new double[] {1e-30, 1e-23, 1, 2e19, 1e30, 6e37}) {
      double[] g = {3 * size, -4 * size};
      double ulp = Math.ulp((float) (5 * size));
      for (double norm : Rule.run(Precision.FLOAT, step -> step.gradient().norm(), g, null)) {
        assertThat(norm).isCloseTo(5 * size, within(ulp));
      }
      for (double norm : Rule.run(Precision.FLOAT, step -> step.gradient().rowNorm(), g, null)) {
        assertThat(norm).isCloseTo(5 * size, within(ulp));
      }
    }
    for (double size : new double[] {1e-310, 1e-200, 1e-140, 1e140, 1e200, 1e307}) {
      double ulp = 4 * Math.ulp(5 * size);
      assertThat(Rule.run(step -> step.gradient().norm(), 3 * size, -4 * size)[0])
          .isCloseTo(5 * size, within(ulp));
      assertThat(Rule.run(step -> step.gradient().rowNorm(), 3 * size, -4 * size)[0])
          .isCloseTo(5 * size, within(ulp));
      assertThat(Rule.run(step -> step.gradient().times(0).plus(step.globalNorm()), 3 * size, 0)[0])
          .isCloseTo(3 * size, within(ulp));
    }
    assertThat(Rule.run(step -> step.gradient().norm(), 0, 0)).containsOnly(0);
    assertThat(Rule.run(step -> step.gradient().norm(), 1, 1 / 0.0)).containsOnly(1 / 0.0);
    assertThat(Rule.run(step -> step.gradient().norm(), 1, Double.NaN)).containsOnly(Double.NaN);
  }

  @Test
  @DisplayName("A factor that a float does not hold scales all the same, others as times does")
  void scaledBy() {
    double[] g = {3e38, -1e-45, 1, 0.1};
    for (double factor : new double[] {1e-42, 1e-20, 0.1, 1}) {
      double[] actual =
          Rule.run(Precision.FLOAT, s -> s.gradient().scaledBy(s.constant(factor)), g, null);
      assertThat(actual[0]).isCloseTo((float) ((float) 3e38 * factor), withinPercentage(1e-4));
      if (factor >= 0x1p-64) {
        assertThat(actual)
            .isEqualTo(Rule.run(Precision.FLOAT, s -> s.gradient().times(factor), g, null));
      }
    }
    double[] tiny = {Float.MIN_VALUE};
    assertThat(
            Rule.run(Precision.FLOAT, s -> s.gradient().scaledBy(s.constant(1e42)), tiny, null)[0])
        .isCloseTo(Float.MIN_VALUE * 1e42, withinPercentage(1e-4));
  }

  /** 1000 times 10⁻⁹ is 10⁻⁶, some seventeen units in the last place of a float near 1. */
  @Test
  @DisplayName("A precise slot keeps what rounding loses; set begins anew, keepWhere keeps both")
  void preciseSlot() {
    Rule rule =
        new Rule(
            step -> {
              Step inner = step.inner("inner", step.gradient());
              Slot slot = inner.preciseSlot("s", 1);
              Expr value =
                  step.age() == 1002 ? slot.set(step.gradient()) : slot.add(step.gradient());
              inner.keepWhere(step.gradient().lessThan(0.5));
              return value;
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.FLOAT, 1);
    for (int t = 0; t < 1000; t++) {
      run.step(new double[] {1e-9}, null);
    }
    double sum = run.slots().get("inner/s")[0] + run.slots().get("inner/s_rest")[0];
    assertThat(sum).isCloseTo(1 + 1e-6, within(1e-13));
    assertThat(run.slots().get("inner/s")[0]).isCloseTo(1 + 1e-6, within(6e-8));
    run.step(new double[] {0.75}, null);
    assertThat(run.slots().get("inner/s")[0] + run.slots().get("inner/s_rest")[0]).isEqualTo(sum);
    run.step(new double[] {0.25}, null);
    assertThat(run.slots().get("inner/s")).containsExactly(0.25);
    assertThat(run.slots().get("inner/s_rest")).containsExactly(0);
  }

  @Test
  @DisplayName("A sum of floats is taken in double")
  void sumsAreInDouble() {
    double[] g = Rule.filled(3000, 0.1);
    double[] floats = Rule.filled(3000, (double) 0.1f);
    double sum = Reduction.sum(floats, 0, 3000);
    assertThat(Rule.run(Precision.FLOAT, step -> step.gradient().sum(), g, null))
        .containsOnly((float) sum);
    assertThat(sum).isCloseTo(300.00000447034836, within(1e-10)); // 3000 · 0.1f
  }

  // The run.

  @Test
  @DisplayName("State goes from step to step, and can be set together with its age")
  void state() {
    ReferenceExecutor run = new ReferenceExecutor(new Samples.Moments(), Precision.DOUBLE, 2);
    assertThat(run.slots().keySet()).containsExactly("m", "v");
    run.step(new double[] {1, -2}, null);
    // β₁ = 0.9, β₂ = 0.999: m = 0.1 g, v = 0.001 g²
    assertThat(run.slots().get("m")).containsExactly(new double[] {0.1, -0.2}, within(1e-15));
    assertThat(run.slots().get("v")).containsExactly(new double[] {1e-3, 4e-3}, within(1e-15));
    assertThat(run.age()).isEqualTo(1);
    ReferenceExecutor other = new ReferenceExecutor(new Samples.Moments(), Precision.DOUBLE, 2);
    for (Map.Entry<String, double[]> slot : run.slots().entrySet()) {
      System.arraycopy(slot.getValue(), 0, other.slots().get(slot.getKey()), 0, 2);
    }
    other.age(1);
    double[] gradient = {0.5, 0.25};
    assertThat(other.step(gradient, null)).containsExactly(run.step(gradient, null));
    assertThat(other.age()).isEqualTo(2);
  }

  /** Kingma & Ba's algorithm 1 at η = 0.1 on g = 1e-4, 1e-4, 2e-4, worked with 10 digits. */
  @Test
  @DisplayName("Three steps of Adam")
  void adam() {
    ReferenceExecutor run =
        new ReferenceExecutor(new Samples.Moments().with("learningRate", 0.1), Precision.DOUBLE, 1);
    double[] expected = {0.0999900010, 0.0999900010, 0.0967721303};
    double[] gradients = {1e-4, 1e-4, 2e-4};
    for (int t = 0; t < 3; t++) {
      assertThat(run.step(new double[] {gradients[t]}, null)[0])
          .isCloseTo(expected[t], within(1e-10));
    }
  }

  @Test
  @DisplayName("An absent parameter and wrong lengths are refused in sentences")
  void refusals() {
    ReferenceExecutor run = new ReferenceExecutor(new Rule(Step::parameter), Precision.DOUBLE, 2);
    assertThatThrownBy(() -> run.step(new double[2], null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("reads the parameter, but none was handed to this step.");
    assertThatThrownBy(() -> run.step(new double[3], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The gradient has length 3, but this run is for length 2.");
    assertThatThrownBy(() -> run.step(new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The parameter has length 1, but this run is for length 2.");
    assertThat(run.age()).as("a refused step is none").isZero();
  }

  private static void assertBits(double actual, double expected) {
    assertThat(Double.doubleToLongBits(actual))
        .as("expected %s, got %s", expected, actual)
        .isEqualTo(Double.doubleToLongBits(expected));
  }
}
