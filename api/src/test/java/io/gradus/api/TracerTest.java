package io.gradus.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a rule becomes a trace, and what a rule may not do. */
class TracerTest {

  private static final int STEPS = 10_000;

  @Test
  @DisplayName("A steady step gives the same trace with new numbers")
  void steady() {
    Tracer tracer = new Tracer(new Rule(step -> step.gradient().times(step.age())));
    Trace first = tracer.trace(1, 0, 0);
    List<Trace.Node> nodes = first.nodes();
    assertThat(nodes)
        .extracting(Trace.Node::op)
        .containsExactly(Op.GRADIENT, Op.SCALAR, Op.MULTIPLY, Op.UPDATE);
    assertThat(nodes).extracting(Trace.Node::index).containsExactly(0, 1, 2, 3);
    assertThat(nodes.get(1).value()).isEqualTo(1);
    for (int t = 2; t < 10; t++) {
      Trace next = tracer.trace(t, t - 1, 0);
      assertThat(next).isSameAs(first);
      assertThat(next.nodes()).isSameAs(nodes);
      assertThat(nodes.get(1).value()).isEqualTo(t);
    }
  }

  @Test
  @DisplayName("The three clocks come as they were given")
  void clocks() {
    List<List<Long>> seen = new ArrayList<>();
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  seen.add(List.of(step.age(), step.iteration(), step.epoch()));
                  return step.gradient();
                }));
    tracer.trace(3, 20, 100);
    assertThat(seen).containsExactly(List.of(1L, 0L, 0L), List.of(3L, 20L, 100L));
    assertThatThrownBy(() -> tracer.trace(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Steps are numbered from 1, but this is 0.");
  }

  @Test
  @DisplayName(
      "A changed structure gives another trace: longer, shorter, or other at the same length")
  void changed() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  Expr g = step.gradient();
                  return switch ((int) step.age()) {
                    case 1 -> g.negate();
                    case 2 -> g.negate().abs();
                    case 3 -> g.negate();
                    case 4, 5 -> g.abs();
                    default -> g;
                  };
                }));
    List<Trace> traces = new ArrayList<>();
    for (int t = 1; t <= 6; t++) {
      traces.add(tracer.trace(t, 0, 0));
    }
    assertThat(List.of(traces.get(0), traces.get(1), traces.get(3), traces.get(5)))
        .doesNotHaveDuplicates();
    assertThat(traces.get(2)).as("a structure that returns").isSameAs(traces.get(0));
    assertThat(traces.get(4)).isSameAs(traces.get(3));
    assertThat(traces)
        .extracting(trace -> trace.nodes().stream().map(Trace.Node::op).toList())
        .containsExactly(
            List.of(Op.GRADIENT, Op.NEGATE, Op.UPDATE),
            List.of(Op.GRADIENT, Op.NEGATE, Op.ABS, Op.UPDATE),
            List.of(Op.GRADIENT, Op.NEGATE, Op.UPDATE),
            List.of(Op.GRADIENT, Op.ABS, Op.UPDATE),
            List.of(Op.GRADIENT, Op.ABS, Op.UPDATE),
            List.of(Op.GRADIENT, Op.UPDATE));
  }

  @Test
  @DisplayName("Operands stand before their nodes, the stores in the slots' order, the update last")
  void order() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  Slot a = step.slot("a");
                  Slot b = step.slot("b");
                  b.add(step.gradient());
                  a.set(step.gradient());
                  step.slot("c");
                  return b.value().plus(a.value());
                }));
    Trace trace = tracer.trace(1, 0, 0);
    for (Trace.Node node : trace.nodes()) {
      assertThat(node.operands()).hasSize(node.op().arity());
      assertThat(node.operands()).allMatch(operand -> operand.index() < node.index());
    }
    int size = trace.nodes().size();
    assertThat(trace.nodes().subList(size - 3, size))
        .extracting(Trace.Node::op)
        .containsExactly(Op.STORE, Op.STORE, Op.UPDATE);
    assertThat(trace.nodes().subList(size - 3, size - 1))
        .extracting(node -> node.slot().name())
        .containsExactly("a", "b");
    assertThat(tracer.slots()).extracting(Slot::name).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("What a host must hand over is seen in the trace")
  void needs() {
    assertNeeds(Step::gradient);
    assertNeeds(step -> step.gradient().plus(step.parameter()), Requirement.PARAMETER);
    assertNeeds(
        step -> step.inner("x", step.gradient()).parameter().plus(step.gradient()),
        Requirement.PARAMETER);
    assertNeeds(step -> step.gradient().div(step.gradient().norm()), Requirement.TENSORS);
    assertNeeds(step -> step.gradient().minus(step.gradient().mean()), Requirement.TENSORS);
    assertNeeds(step -> step.gradient().div(step.gradient().abs().max()), Requirement.TENSORS);
    assertNeeds(step -> step.gradient().times(step.isWeight()), Requirement.TENSORS);
    assertNeeds(step -> step.gradient().rowSum(), Requirement.TENSORS, Requirement.ROWS);
    assertNeeds(step -> step.gradient().div(step.globalNorm()), Requirement.GLOBAL_NORM);
    assertNeeds(
        step -> step.parameter().times(step.noise(7)), Requirement.PARAMETER, Requirement.NOISE);
  }

  private static void assertNeeds(Function<Step, Expr> rule, Requirement... needed) {
    Trace trace = new Tracer(new Rule(rule)).trace(1, 0, 0);
    assertThat(trace.requirements()).containsExactlyInAnyOrder(needed);
    for (Requirement requirement : Requirement.values()) {
      assertThat(trace.requires(requirement)).isEqualTo(List.of(needed).contains(requirement));
    }
    assertThatThrownBy(() -> trace.requirements().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @DisplayName("A trace is refused by an executor that does not meet each of its requirements")
  void unmet() {
    Rule rule = new Rule(step -> step.parameter().rowSum().times(step.globalNorm()));
    Trace trace = new Tracer(rule).trace(1, 0, 0);
    trace.check(EnumSet.complementOf(EnumSet.of(Requirement.NOISE)));
    for (Requirement missing : trace.requirements()) {
      assertThatThrownBy(() -> trace.check(EnumSet.complementOf(EnumSet.of(missing))))
          .isInstanceOf(MissingOperandException.class)
          .hasMessage(rule + " " + missing.missing() + ".");
    }
  }

  @Test
  @DisplayName("An expression kept from an earlier step is refused")
  void keptExpression() {
    Expr[] kept = new Expr[1];
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  Expr old = kept[0];
                  Expr g = step.gradient();
                  if (old != null) {
                    return g.plus(old);
                  }
                  kept[0] = g.negate();
                  return kept[0];
                }));
    assertThatThrownBy(() -> tracer.trace(2, 1, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("This expression belongs to another step; a rule must not keep expressions.");
    assertThatThrownBy(() -> kept[0].plus(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "This expression belongs to a step that is over; a rule must not keep expressions.");
  }

  @Test
  @DisplayName(
      "An expression of another run is refused: as operand, slot content, gradient, update")
  void foreignExpression() {
    Expr[] foreign = new Expr[1];
    new Tracer(
        new Rule(
            step -> {
              foreign[0] = step.gradient();
              return foreign[0];
            }));
    List<Function<Step, Expr>> rules =
        List.of(
            step -> step.gradient().plus(foreign[0]),
            step -> Expr.where(step.gradient(), foreign[0], step.gradient()),
            step -> step.slot("s").set(foreign[0]),
            step -> step.inner("i", foreign[0]).gradient(),
            step -> foreign[0]);
    for (Function<Step, Expr> rule : rules) {
      assertThatThrownBy(() -> new Tracer(new Rule(rule)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a rule must not keep expressions");
    }
  }

  @Test
  @DisplayName("A null update or operand is refused")
  void nulls() {
    assertThatThrownBy(() -> new Tracer(new Rule(step -> null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("An operand of a rule is null.");
    assertThatThrownBy(() -> new Tracer(new Rule(step -> step.gradient().plus(null))))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  @DisplayName("A uniform expression cannot be reduced")
  void reducedTwice() {
    assertThatThrownBy(() -> new Tracer(new Rule(step -> step.gradient().norm().sum())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Only a tensor can be summed or searched, but this expression is one number already.");
  }

  @Test
  @DisplayName("A slot named late is refused at that step, and the run goes on after it")
  void lateSlot() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  step.slot("m").set(step.gradient());
                  if (step.age() == 3) {
                    step.slot("late").set(step.gradient());
                  }
                  return step.gradient();
                }));
    tracer.trace(2, 1, 0);
    assertThatThrownBy(() -> tracer.trace(3, 2, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(
            " named the slots [m, late] at step 3, but [m] at its first step; name every slot in"
                + " the same order at every step, and discard what is not wanted yet.");
    tracer.trace(4, 3, 0);
    assertThat(tracer.slots()).extracting(Slot::name).containsExactly("m");
  }

  @Test
  @DisplayName("A slot that a step leaves out is refused")
  void missingSlot() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  step.slot("a").set(step.gradient());
                  if (step.age() != 2) {
                    step.slot("b").set(step.gradient());
                  }
                  return step.gradient();
                }));
    assertThatThrownBy(() -> tracer.trace(2, 1, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(" named the slots [a] at step 2, but [a, b] at its first step;");
  }

  @Test
  @DisplayName("A slot with two first values is refused; NaN is one value")
  void twoFirstValues() {
    assertThatThrownBy(
            () ->
                new Tracer(
                    new Rule(
                        step -> {
                          step.slot("s", 1);
                          return step.slot("s", 2).value();
                        })))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The slot 's' begins at 2.0, but was named with 1.0 before.");
    assertThatThrownBy(
            () -> new Tracer(new Rule(step -> step.slot("s", step.age()).value())).trace(2, 1, 0))
        .as("at a later step too")
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The slot 's' begins at 2.0, but was named with 1.0 before.");
    new Tracer(new Rule(step -> step.slot("s", Double.NaN).value())).trace(2, 1, 0);
  }

  @Test
  @DisplayName("A slot's name is a word")
  void slotNames() {
    for (String bad : List.of("", "a/b", "a b", "m̂")) {
      assertThatThrownBy(() -> new Tracer(new Rule(step -> step.slot(bad).value())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("letters, digits and underscores, but this one is '" + bad + "'.");
    }
  }

  @Test
  @DisplayName("A rule that throws is traced anew at the next step")
  void throwingRule() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  Expr u = step.slot("m").add(step.gradient()).negate();
                  if (step.age() == 2) {
                    throw new UnsupportedOperationException("at step 2");
                  }
                  return u;
                }));
    List<Op> first = tracer.trace(1, 0, 0).nodes().stream().map(Trace.Node::op).toList();
    assertThatThrownBy(() -> tracer.trace(2, 1, 0)).hasMessage("at step 2");
    assertThat(tracer.trace(3, 2, 0).nodes()).extracting(Trace.Node::op).isEqualTo(first);
  }

  // Inner steps.

  @Test
  @DisplayName("Inner slots are named by the path to them, after the outer rule's own")
  void innerNames() {
    Tracer tracer =
        new Tracer(
            new Rule(
                step -> {
                  Expr g = step.gradient();
                  Step inner = step.inner("inner", g);
                  inner.slot("m").set(g);
                  inner.inner("deep", g).slot("m", 3).set(g);
                  step.inner("other", g).slot("m").set(g);
                  step.slot("m").set(g);
                  return g;
                }));
    assertThat(tracer.slots())
        .extracting(Slot::name)
        .containsExactly("m", "inner/m", "inner/deep/m", "other/m");
    assertThat(tracer.slots()).extracting(Slot::initial).containsExactly(0.0, 0.0, 3.0, 0.0);
  }

  @Test
  @DisplayName("An inner rule sees the gradient and the age that it is handed")
  void innerStep() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              Step inner = step.inner("inner", step.gradient().times(2), 10 * step.age());
              assertThat(inner.age()).isEqualTo(10 * step.age());
              assertThat(inner.iteration()).isEqualTo(step.iteration());
              assertThat(step.inner("same", step.gradient()).age()).isEqualTo(step.age());
              return inner.gradient();
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.DOUBLE, 1);
    assertThat(run.step(new double[] {3}, null, 7, 0)).containsExactly(6);
    assertThat(run.step(new double[] {-3}, null, 8, 0)).containsExactly(-6);
  }

  @Test
  @DisplayName("Discard takes back all that an inner step sets, and what is within it")
  void discard() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              Step inner = step.inner("inner", step.gradient());
              boolean early = step.age() == 2;
              if (early) {
                inner.discard();
              }
              inner.slot("m").add(inner.gradient());
              inner.inner("deep", inner.gradient()).slot("m").add(inner.gradient());
              if (step.age() == 3) {
                inner.discard();
              }
              step.slot("own").add(step.gradient());
              return step.gradient();
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.DOUBLE, 1);
    double[] expected = {1, 1, 1, 2};
    for (int t = 1; t <= 4; t++) {
      run.step(new double[] {1}, null);
      assertThat(run.slots().get("inner/m")).as("step %d", t).containsExactly(expected[t - 1]);
      assertThat(run.slots().get("inner/deep/m")).as("step %d", t).containsExactly(expected[t - 1]);
      assertThat(run.slots().get("own")).containsExactly(t);
    }
  }

  @Test
  @DisplayName("keepWhere keeps the old content where the condition fails, element by element")
  void keepWhere() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              Expr g = step.gradient();
              Step inner = step.inner("inner", g);
              inner.slot("m", 5).set(g);
              inner.inner("deep", g).slot("m", 7).set(g);
              inner.slot("untouched", 9);
              inner.keepWhere(g.greaterThan(0));
              step.slot("own").set(g);
              return g;
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.DOUBLE, 3);
    run.step(new double[] {1, -1, Double.NaN}, null);
    assertThat(run.slots().get("inner/m")).containsExactly(1, 5, 5);
    assertThat(run.slots().get("inner/deep/m")).containsExactly(1, 7, 7);
    assertThat(run.slots().get("inner/untouched")).containsExactly(9, 9, 9);
    assertThat(run.slots().get("own")).containsExactly(1, -1, Double.NaN);
  }

  @Test
  @DisplayName("An inner step that is skipped is not counted in its age")
  void skippable() {
    List<Long> ages = new ArrayList<>();
    Rule rule =
        new Rule(
            step -> {
              Step inner = step.skippable("inner", step.gradient());
              ages.add(inner.age());
              Expr m = inner.slot("m").add(inner.gradient());
              inner.skipUnless(inner.isFinite(m));
              return step.gradient();
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.DOUBLE, 2);
    ages.clear();
    for (double g : new double[] {1, Double.NaN, 1 / 0.0, 2, Double.NaN, 3}) {
      run.step(new double[] {1, g}, null);
    }
    assertThat(ages).containsExactly(1L, 2L, 2L, 2L, 3L, 3L);
    assertThat(run.slots().get("inner_skipped")).containsOnly(3);
    assertThat(run.slots().get("inner/m")).containsExactly(3, 6);
  }

  @Test
  @DisplayName("A step is skipped as a whole, and only where it was made to be")
  void refusesToSkip() {
    assertThatThrownBy(
            () ->
                Rule.run(
                    step -> {
                      step.skippable("inner", step.gradient()).skipUnless(step.gradient());
                      return step.gradient();
                    },
                    1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("by a uniform condition");
    assertThatThrownBy(
            () ->
                Rule.run(
                    step -> {
                      step.inner("inner", step.gradient()).skipUnless(step.constant(1));
                      return step.gradient();
                    },
                    1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("made by skippable()");
  }

  @Test
  @DisplayName("keepWhere takes a uniform condition: all or nothing")
  void keepWhereUniform() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              Step inner = step.inner("inner", step.gradient());
              inner.slot("m").set(inner.gradient());
              inner.keepWhere(step.gradient().max().atMost(1));
              return step.gradient();
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.FLOAT, 2);
    run.step(new double[] {1, -4}, null);
    assertThat(run.slots().get("inner/m")).containsExactly(1, -4);
    run.step(new double[] {2, -8}, null);
    assertThat(run.slots().get("inner/m")).containsExactly(1, -4);
  }

  @Test
  @DisplayName("A slot reads its old content until it is set, and the new one from then on")
  void slotContent() {
    GradientOptimizer rule =
        new Rule(
            step -> {
              Slot s = step.slot("s", 2);
              Expr before = s.value();
              Expr after = s.set(step.gradient());
              return before.times(100).plus(s.value().times(10)).plus(after);
            });
    ReferenceExecutor run = new ReferenceExecutor(rule, Precision.DOUBLE, 1);
    assertThat(run.step(new double[] {3}, null)).containsExactly(233);
    assertThat(run.step(new double[] {4}, null)).containsExactly(344);
  }

  // Cost.

  @Test
  @DisplayName("A steady step of a rule such as Adam allocates nothing")
  void allocatesNothing() {
    assertThat(bytesPerStep(new Samples.Moments())).isLessThan(16);
    assertThat(bytesPerStep(new Samples.Clip(new Samples.Clip(new Samples.Moments(), 2), 3)))
        .as("wrapped twice")
        .isLessThan(16);
  }

  @Test
  @DisplayName("Two structures in turn allocate nothing either")
  void alternatingAllocatesNothing() {
    GradientOptimizer sign = new Samples.Sign();
    GradientOptimizer third =
        new Rule(
            step -> {
              Step inner = step.inner("inner", step.gradient());
              Expr update = sign.update(inner);
              inner.slot("count").add(step.constant(1));
              if (step.age() % 3 != 0) {
                inner.discard();
              }
              return update.times(step.age());
            });
    assertThat(bytesPerStep(third)).isLessThan(16);
  }

  private static double bytesPerStep(GradientOptimizer optimizer) {
    Tracer tracer = new Tracer(optimizer);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long number = 1;
    for (int i = 0; i < 2 * STEPS; i++, number++) {
      tracer.trace(number, number - 1, 0);
    }
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < STEPS; i++, number++) {
      tracer.trace(number, number - 1, 0);
    }
    return (threads.getThreadAllocatedBytes(thread) - before) / (double) STEPS;
  }
}
