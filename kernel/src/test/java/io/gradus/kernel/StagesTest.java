package io.gradus.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.api.Algorithm;
import io.gradus.api.Expr;
import io.gradus.api.GradientOptimizer;
import io.gradus.api.Op;
import io.gradus.api.Schedule;
import io.gradus.api.Slot;
import io.gradus.api.Step;
import io.gradus.api.Tracer;
import io.gradus.kernel.Plan.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StagesTest {

  private static final Set<Op> SCALAR =
      Set.of(Op.EXP, Op.LOG, Op.POW, Op.NOISE, Op.SELECT, Op.LESS, Op.LESS_OR_EQUAL, Op.EQUAL);

  static List<Plan.Pass> passes(GradientOptimizer optimizer) {
    Tracer tracer = new Tracer(optimizer);
    return new Plan(tracer.trace(1, 0, 0), tracer.slots()).passes();
  }

  private static List<List<Op>> operations(GradientOptimizer optimizer) {
    return Stages.of(passes(optimizer).get(0)).all().stream()
        .map(stage -> stage.operations().stream().map(Node::op).toList())
        .toList();
  }

  /** The average of some gradients, and what is made of it. */
  @Algorithm(name = "averages", summary = "Averages.", citation = "This test")
  public record Averages(int slots, boolean selects) implements GradientOptimizer {

    /** One. */
    public Averages() {
      this(1, false);
    }

    @Override
    public Schedule learningRate() {
      return Schedule.constant(1);
    }

    @Override
    public Expr update(Step step) {
      Expr update = step.gradient();
      for (int i = 0; i < slots; i++) {
        Slot slot = step.slot("s" + i);
        update = update.plus(slot.ema(0.9, step.gradient()));
      }
      return selects ? Expr.where(update.lessThan(0), step.gradient(), update).times(3) : update;
    }
  }

  @Test
  @DisplayName("A rule of the length of Adam is one loop")
  void one() {
    assertThat(operations(new Averages(2, false))).hasSize(1);
  }

  @Test
  @DisplayName("A selection is a loop between that of what it reads and that of what reads it")
  void selection() {
    assertThat(operations(new Averages(1, true)))
        .containsExactly(
            List.of(Op.MULTIPLY, Op.MULTIPLY, Op.ADD, Op.ADD),
            List.of(Op.SELECT),
            List.of(Op.MULTIPLY));
    Stages stages = Stages.of(passes(new Averages(1, true)).get(0));
    assertThat(stages.temporaries().stream().map(Node::op)).containsExactly(Op.ADD, Op.SELECT);
  }

  @Test
  @DisplayName("A long rule is cut where one number is handed on, or none")
  void longRule() {
    Stages stages = Stages.of(passes(new Averages(9, false)).get(0));
    assertThat(stages.all()).hasSizeGreaterThan(2);
    assertThat(stages.temporaries()).hasSizeLessThan(stages.all().size());
  }

  @Property(tries = 300)
  void everyStageFindsWhatItReads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int operations) {
    for (Plan.Pass pass : passes(new RandomRule(seed, operations, true))) {
      Stages stages = Stages.of(pass);
      Set<Node> known = new HashSet<>(pass.inputs());
      Set<Node> stored = new HashSet<>();
      Set<Node> computed = new HashSet<>();
      for (Stages.Stage stage : stages.all()) {
        assertThat(known).containsAll(stage.loads());
        Set<Node> local = new HashSet<>(stage.loads());
        for (Node node : stage.operations()) {
          assertThat(computed.add(node)).isTrue();
          for (Node operand : node.operands()) {
            assertThat(
                    operand.isUniform() || pass.isOnlyCondition(operand) || local.contains(operand))
                .isTrue();
          }
          local.add(node);
        }
        for (Node node : stage.stores()) {
          assertThat(node.isUniform() || local.contains(node)).isTrue();
          assertThat(stored.add(node)).isTrue();
        }
        known.addAll(stage.stores());
        assertThat(stage.operations().stream().map(node -> SCALAR.contains(node.op())).distinct())
            .hasSizeLessThanOrEqualTo(1);
        if (stage.operations().stream().noneMatch(node -> SCALAR.contains(node.op()))) {
          int accesses = stage.loads().size() + stage.stores().size();
          assertThat(3 * accesses + stage.operations().size()).isLessThanOrEqualTo(40);
        }
      }
      Set<Node> all = new HashSet<>(pass.operations());
      all.removeIf(pass::isOnlyCondition);
      assertThat(computed).isEqualTo(all);
      assertThat(stored).containsAll(pass.outputs());
      stored.removeAll(pass.outputs());
      assertThat(stored).isEqualTo(new HashSet<>(stages.temporaries()));
      assertThat(stages.temporaries()).doesNotHaveDuplicates();
    }
  }
}
