package io.gradus.conformance.dl4j;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** The rules that compare an updater with its closed form. */
final class FormChecks<U extends IUpdater> {

  /** DL4J leaves the order of operations to native code. */
  private static final double RELATIVE = 1e-9;

  private static final int STATED_AGE = 5;

  private final UpdaterSubject<U> subject;
  private final Evidence evidence;

  FormChecks(UpdaterSubject<U> subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void firstStep() {
    followsAny(
        (seen, form) -> {
          Furthest furthest = new Furthest();
          int index = 0;
          for (U updater : subject.configurations().get()) {
            index++;
            Block block = Trial.fresh(subject, updater);
            double[] update = block.step(Trial.FIRST, Trial.PARAMETER, 0, 0);
            Run<U> run = new Run<>(index, updater, 1, Trial.FIRST);
            compare(furthest, form, run, Map.of(), update, block.state());
          }
          furthest.judge(seen);
        });
  }

  void statedStep() {
    followsAny(this::statedStep);
  }

  /** The state is passed in by name, because the layout of a view is up to the updater. */
  private void statedStep(Evidence seen, ClosedForm<U> form) {
    Furthest furthest = new Furthest();
    int index = 0;
    for (U updater : subject.configurations().get()) {
      index++;
      Run<U> run = new Run<>(index, updater, STATED_AGE, Trial.FIRST);
      Set<String> names = new TreeSet<>(run.outcome(form, 0, Map.of()).state().keySet());
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      Map<String, double[]> state = new LinkedHashMap<>();
      for (String name : names) {
        double[] content = new double[Trial.FIRST.length];
        for (int i = 0; i < content.length; i++) {
          content[i] = 0.02 * (i + 1) + 0.1 * state.size();
        }
        state.put(name, content);
        arrays.put(name, Nd4j.createFromArray(content.clone()));
      }
      Block block = Block.fromMap(updater, subject.before(), arrays, Trial.FIRST.length);
      double[] update = block.step(Trial.FIRST, Trial.PARAMETER, STATED_AGE - 1, 0);
      compare(furthest, form, run, state, update, block.state());
    }
    furthest.judge(seen);
  }

  void twelveSteps() {
    followsAny(
        (seen, form) -> {
          int index = 0;
          for (U constant : subject.configurations().get()) {
            index++;
            U updater = Trial.atChangingRate(constant);
            Block block = Trial.fresh(subject, updater);
            Map<String, double[]> before = Map.of();
            for (int t = 1; t <= Trial.GRADIENTS.length; t++) {
              double[] gradient = Trial.GRADIENTS[t - 1];
              double[] update = block.step(gradient, Trial.PARAMETER, t - 1, 0);
              Map<String, double[]> after = block.state();
              Furthest furthest = new Furthest();
              Run<U> run = new Run<>(index, updater, t, gradient);
              compare(furthest, form, run, before, update, after);
              furthest.judge(seen);
              before = after;
            }
          }
        });
  }

  void declaredForm() {
    requireForm();
    if (subject.variants().isEmpty()) {
      throw new Evidence.NotApplicable("no variant of its form is published");
    }
    try {
      statedStep(evidence, subject.closedForm());
    } catch (Evidence.Violation violation) {
      subject
          .variants()
          .forEach(
              (name, variant) -> {
                if (follows(variant)) {
                  throw new Evidence.Violation(
                      violation.expected(), violation.actual() + ", as the variant " + name);
                }
              });
      throw violation;
    }
  }

  private boolean follows(ClosedForm<U> form) {
    try {
      statedStep(new Evidence(), form);
      return true;
    } catch (Evidence.Violation violation) {
      return false;
    }
  }

  /** A run compared with one form. */
  private interface FormCheck<U> {
    void run(Evidence evidence, ClosedForm<U> form);
  }

  /** The declared form if it is followed, otherwise the first variant that is. */
  private void followsAny(FormCheck<U> check) {
    requireForm();
    Evidence declared = new Evidence();
    try {
      check.run(declared, subject.closedForm());
      evidence.take(declared, "");
    } catch (Evidence.Violation violation) {
      for (Map.Entry<String, ClosedForm<U>> variant : subject.variants().entrySet()) {
        Evidence seen = new Evidence();
        try {
          check.run(seen, variant.getValue());
          evidence.take(seen, ", by the variant " + variant.getKey());
          return;
        } catch (Evidence.Violation another) {
          violation.addSuppressed(another);
        }
      }
      throw violation;
    }
  }

  private void requireForm() {
    if (subject.closedForm() == null) {
      throw new Evidence.NotApplicable("no closed form was given");
    }
  }

  /** One step of the updater in one of its configurations. */
  private static final class Run<U extends IUpdater> {

    private final int index;
    private final U updater;
    private final int number;
    private final double[] gradient;

    Run(int index, U updater, int number, double[] gradient) {
      this.index = index;
      this.updater = updater;
      this.number = number;
      this.gradient = gradient;
    }

    Outcome outcome(ClosedForm<U> form, int element, Map<String, Double> state) {
      return form.step(
          updater,
          new ElementStep(
              gradient[element],
              Trial.PARAMETER[element],
              number,
              number - 1L,
              Trial.rate(updater, number - 1, 0),
              state));
    }
  }

  /**
   * First the update that is furthest off, which is the most informative, then the state that is.
   */
  private static final class Furthest {

    private final Comparison update = new Comparison();
    private final Comparison state = new Comparison();

    void judge(Evidence evidence) {
      update.judge(evidence);
      if (state.distance >= 0) {
        state.judge(evidence);
      }
    }
  }

  /** The furthest of several; the first where all hold. */
  private static final class Comparison {

    private String what = "";
    private double wanted;
    private double got;
    private double distance = -1;

    void add(String name, double expected, double actual) {
      double away = Math.abs(expected - actual) / (Math.abs(expected) + 1e-9);
      if (Double.compare(expected, actual) == 0 || away <= RELATIVE) {
        away = 0;
      }
      if (Double.isNaN(away)) {
        away = Double.POSITIVE_INFINITY;
      }
      if (away > distance) {
        distance = away;
        what = name;
        wanted = expected;
        got = actual;
      }
    }

    void judge(Evidence evidence) {
      evidence.near(what, wanted, got, RELATIVE);
    }
  }

  private static <U extends IUpdater> void compare(
      Furthest furthest,
      ClosedForm<U> form,
      Run<U> run,
      Map<String, double[]> before,
      double[] update,
      Map<String, double[]> after) {
    for (int i = 0; i < update.length; i++) {
      Map<String, Double> state = new LinkedHashMap<>();
      for (Map.Entry<String, double[]> array : before.entrySet()) {
        state.put(array.getKey(), array.getValue()[i]);
      }
      Outcome expected = run.outcome(form, i, state);
      String where =
          "#%d, step %d, g = %s: ".formatted(run.index, run.number, Evidence.text(run.gradient[i]));
      furthest.update.add(where + "update", expected.update(), update[i]);
      Set<String> names = new TreeSet<>(after.keySet());
      Evidence.require(
          names.equals(expected.state().keySet()),
          "the state " + new TreeSet<>(expected.state().keySet()),
          names.toString());
      for (String name : names) {
        furthest.state.add(where + name, expected.state().get(name), after.get(name)[i]);
      }
    }
  }
}
