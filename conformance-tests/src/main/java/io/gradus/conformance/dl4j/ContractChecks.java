package io.gradus.conformance.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** The rules that the DL4J contract adds: state, copies, equality, JSON, layouts, rates. */
final class ContractChecks<U extends IUpdater> {

  private static final long[] SIZES = {0, 1, 2, 3, 7, 1000, 1_000_001};
  private static final int[] PARTS = {3, 4};

  private final UpdaterSubject<U> subject;
  private final Evidence evidence;

  ContractChecks(UpdaterSubject<U> subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void stateSize() {
    for (int i = 0; i < subject.count(); i++) {
      U updater = subject.configuration(i);
      long k = updater.stateSize(1);
      Evidence.require(k >= 0, "#%d: k ≥ 0".formatted(i + 1), String.valueOf(k));
      for (long n : SIZES) {
        evidence.that(
            updater.stateSize(n) == k * n,
            "#%d: %d for %d parameters".formatted(i + 1, k * n, n),
            String.valueOf(updater.stateSize(n)));
      }
    }
  }

  /** Three and four parameters in one block, and each in its own block. */
  void blocks() {
    for (int i = 0; i < subject.count(); i++) {
      Block whole = part(i, PARTS);
      Block left = part(i, PARTS[0]);
      Block right = part(i, PARTS[1]);
      for (int t = 0; t < Trial.GRADIENTS.length; t++) {
        double[] gradient = seven(Trial.GRADIENTS[t]);
        double[] theta = seven(Trial.PARAMETER);
        double[] apart = new double[gradient.length];
        System.arraycopy(step(left, gradient, theta, 0, PARTS[0], t), 0, apart, 0, PARTS[0]);
        System.arraycopy(
            step(right, gradient, theta, PARTS[0], 7, t), 0, apart, PARTS[0], PARTS[1]);
        evidence.same(
            "#%d, step %d, the update".formatted(i + 1, t + 1),
            apart,
            whole.step(gradient, theta, t, 0));
        evidence.same(
            "#%d, the state after step %d".formatted(i + 1, t + 1),
            interleaved(left.view(), right.view()),
            whole.view());
      }
    }
  }

  private Block part(int configuration, int... lengths) {
    return Block.fresh(
        Trial.atChangingRate(subject.configuration(configuration)),
        subject.before(),
        DataType.DOUBLE,
        lengths);
  }

  private static double[] step(Block block, double[] g, double[] theta, int from, int to, int t) {
    return block.step(Arrays.copyOfRange(g, from, to), Arrays.copyOfRange(theta, from, to), t, 0);
  }

  private static double[] seven(double[] four) {
    double[] all = Arrays.copyOf(four, 7);
    System.arraycopy(four, 1, all, 4, 3);
    return all;
  }

  /** For each array of the state, the left part and then the right part. */
  private static double[] interleaved(double[] left, double[] right) {
    double[] all = new double[left.length + right.length];
    int slots = left.length / PARTS[0];
    for (int slot = 0; slot < slots; slot++) {
      System.arraycopy(left, slot * PARTS[0], all, slot * 7, PARTS[0]);
      System.arraycopy(right, slot * PARTS[1], all, slot * 7 + PARTS[0], PARTS[1]);
    }
    return all;
  }

  void clones() {
    for (int i = 0; i < subject.count(); i++) {
      faithful(i, "with a constant rate", UnaryOperator.identity());
      if (subject.configuration(i).hasLearningRate()) {
        faithful(i, "with a schedule", Trial::atChangingRate);
        U original = subject.configuration(i);
        double rate = original.getLearningRate(0, 0);
        original.clone().setLrAndSchedule(rate + 0.5, null);
        evidence.near(
            "#%d: the rate after the clone's was set".formatted(i + 1),
            rate,
            original.getLearningRate(0, 0),
            0);
      }
    }
  }

  private void faithful(int i, String how, UnaryOperator<U> change) {
    U original = change.apply(subject.configuration(i));
    IUpdater clone = original.clone();
    evidence.that(
        clone.getClass() == original.getClass(),
        original.getClass().getSimpleName(),
        clone.getClass().getSimpleName());
    String what = "#%d %s".formatted(i + 1, how);
    if (original.hasLearningRate()) {
      evidence.near(
          what + ", the clone's rate",
          original.getLearningRate(4, 1),
          clone.getLearningRate(4, 1),
          0);
    }
    evidence.equal(what + ", an equal clone", original, clone);
    sameSteps(what, Trial.fresh(subject, original), Trial.fresh(subject, clone), 0);

    U running = change.apply(subject.configuration(i));
    Block block = Trial.fresh(subject, running);
    for (int t = 0; t < 5; t++) {
      block.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0);
    }
    Block copied = block.reinstantiated(running.clone());
    sameSteps(what + ", cloned at 5", block, copied, 5);
  }

  private void sameSteps(String what, Block block, Block other, int from) {
    for (int t = from; t < Trial.GRADIENTS.length; t++) {
      evidence.same(
          "%s, step %d".formatted(what, t + 1),
          block.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0),
          other.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0));
    }
  }

  /** Equal if made alike, and any number that changes the steps makes it unequal. */
  void equality() throws IOException {
    for (int i = 0; i < subject.count(); i++) {
      U updater = subject.configuration(i);
      evidence.equal(
          "#%d: equal to one made alike".formatted(i + 1), updater, subject.configuration(i));
      for (Map.Entry<String, IUpdater> copy :
          Json.<IUpdater>altered(IUpdater.class, updater).entrySet()) {
        boolean seen = !updater.equals(copy.getValue()) && !copy.getValue().equals(updater);
        evidence.holds(
            seen || sameSteps(subject.configuration(i), copy.getValue()),
            "#%d: unequal to one with another %s".formatted(i + 1, copy.getKey()),
            "equal");
      }
      if (updater.hasLearningRate()) {
        U scheduled = Trial.atChangingRate(subject.configuration(i));
        evidence.holds(
            !updater.equals(scheduled) && !scheduled.equals(updater),
            "#%d: unequal to one with a schedule".formatted(i + 1),
            "equal");
      }
    }
  }

  void effect() throws IOException {
    int numbers = 0;
    for (int i = 0; i < subject.count(); i++) {
      for (Map.Entry<String, IUpdater> copy :
          Json.<IUpdater>otherNumbers(IUpdater.class, subject.configuration(i)).entrySet()) {
        if (!subject.withoutEffect().contains(copy.getKey())) {
          numbers++;
          evidence.holds(
              !sameSteps(subject.configuration(i), copy.getValue()),
              "#%d: other steps with another %s".formatted(i + 1, copy.getKey()),
              "the same steps");
        }
      }
    }
    if (numbers == 0) {
      throw new Evidence.NotApplicable("its JSON has no numbers");
    }
  }

  private boolean sameSteps(IUpdater one, IUpdater other) {
    List<double[]> steps = Trial.steps(Trial.fresh(subject, one), 0);
    List<double[]> others = Trial.steps(Trial.fresh(subject, other), 0);
    for (int t = 0; t < steps.size(); t++) {
      if (!Arrays.equals(steps.get(t), others.get(t))) {
        return false;
      }
    }
    return true;
  }

  void json() {
    for (int i = 0; i < subject.count(); i++) {
      fromJson("#%d".formatted(i + 1), subject.configuration(i));
      if (subject.configuration(i).hasLearningRate()) {
        fromJson(
            "#%d with a schedule".formatted(i + 1), Trial.atChangingRate(subject.configuration(i)));
      }
    }
  }

  private void fromJson(String what, U updater) {
    IUpdater read = Json.throughNetwork(updater);
    evidence.equal(what + ", equal when read back", updater, read);
    sameSteps(what + " read back", Trial.fresh(subject, updater), Trial.fresh(subject, read), 0);
  }

  /** Two steps in each layout, compared with the same steps of a flat gradient. */
  void layout() {
    for (int i = 0; i < subject.count(); i++) {
      List<double[]> flat = new ArrayList<>();
      Block block = Trial.fresh(subject, subject.configuration(i));
      for (int t = 0; t < 2; t++) {
        flat.add(block.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0));
      }
      for (Layout layout : Layout.values()) {
        inLayout(i, layout, flat);
      }
    }
  }

  private void inLayout(int configuration, Layout layout, List<double[]> flat) {
    U updater = subject.configuration(configuration);
    long size = updater.stateSize(Trial.PARAMETER.length);
    INDArray view = size == 0 ? null : Nd4j.create(DataType.DOUBLE, size);
    String what = "#%d, %s".formatted(configuration + 1, layout.text);
    GradientUpdater<?> run = updater.instantiate(view, true);
    try {
      if (layout.tellsShape && view != null) {
        run.setStateViewArray(view, new long[] {2, 2}, 'c', true);
      }
      for (int t = 0; t < flat.size(); t++) {
        INDArray gradient = layout.array(Trial.GRADIENTS[t]);
        INDArray theta = layout.array(Trial.PARAMETER);
        subject.before().forEach(each -> each.apply(theta, gradient, 1, 0, 0));
        run.applyUpdater(gradient, t, 0);
        theta.subi(gradient); // as a network does, which keeps its parameters
        evidence.same(what + ", step %d".formatted(t + 1), flat.get(t), Block.numbers(gradient));
      }
    } catch (Evidence.Violation lost) {
      throw lost;
    } catch (RuntimeException refused) {
      evidence.saw(what + ": an update, or a refusal", Evidence.text(refused));
    }
  }

  /** How a gradient may lie in memory. */
  private enum Layout {
    STRIDED("a column of a matrix", false) {
      @Override
      INDArray array(double[] values) {
        INDArray matrix = Nd4j.create(DataType.DOUBLE, values.length, 3);
        INDArray column = matrix.getColumn(1);
        column.assign(Nd4j.createFromArray(values));
        return column;
      }
    },
    FORTRAN("an 'f' ordered matrix", false) {
      @Override
      INDArray array(double[] values) {
        return Nd4j.createFromArray(values).reshape('c', 2, 2).dup('f');
      }
    },
    FORTRAN_TOLD("an 'f' ordered matrix whose shape was told", true) {
      @Override
      INDArray array(double[] values) {
        return FORTRAN.array(values);
      }
    };

    private final String text;
    private final boolean tellsShape;

    Layout(String text, boolean tellsShape) {
      this.text = text;
      this.tellsShape = tellsShape;
    }

    abstract INDArray array(double[] values);
  }

  /** A fresh step at iteration 4 of epoch 2, with the schedule and with its value. */
  void scheduledRate() {
    subject.requireRate();
    for (int i = 0; i < subject.count(); i++) {
      ISchedule schedule = new KitRate(subject.configuration(i).getLearningRate(0, 0));
      double value = schedule.valueAt(4, 2);
      U scheduled = subject.configuration(i);
      scheduled.setLrAndSchedule(Double.NaN, schedule);
      U constant = subject.configuration(i);
      constant.setLrAndSchedule(value, null);
      evidence.same(
          "#%d, a step at the schedule's %s".formatted(i + 1, Evidence.text(value)),
          Trial.fresh(subject, constant).step(Trial.FIRST, Trial.PARAMETER, 4, 2),
          Trial.fresh(subject, scheduled).step(Trial.FIRST, Trial.PARAMETER, 4, 2));
    }
  }

  void setsRate() {
    for (int i = 0; i < subject.count(); i++) {
      String what = "#%d: the rate ".formatted(i + 1);
      U updater = subject.configuration(i);
      if (!updater.hasLearningRate()) {
        evidence.near(
            what + "of an updater without one", Double.NaN, updater.getLearningRate(3, 1), 0);
        continue;
      }
      ISchedule schedule = new KitRate(0.5);
      updater.setLrAndSchedule(0.125, null);
      evidence.near(what + "that was set", 0.125, updater.getLearningRate(3, 1), 0);
      updater.setLrAndSchedule(Double.NaN, schedule);
      evidence.near(
          what + "of a schedule", schedule.valueAt(3, 1), updater.getLearningRate(3, 1), 0);
      evidence.near(what + "asked again", schedule.valueAt(0, 0), updater.getLearningRate(0, 0), 0);
      updater.setLrAndSchedule(0.25, null);
      evidence.near(what + "after a schedule", 0.25, updater.getLearningRate(3, 1), 0);
    }
  }

  void knowsConfiguration() {
    for (int i = 0; i < subject.count(); i++) {
      U updater = subject.configuration(i);
      IUpdater known = Trial.fresh(subject, updater).updater().getConfig();
      evidence.holds(
          updater.equals(known),
          "#%d: its configuration".formatted(i + 1),
          known == null ? "null" : "another");
    }
  }
}
