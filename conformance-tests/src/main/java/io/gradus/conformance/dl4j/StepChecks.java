package io.gradus.conformance.dl4j;

import io.gradus.conformance.Trait;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/** The rules about steps that need no closed form. */
final class StepChecks<U extends IUpdater> {

  private final UpdaterSubject<U> subject;
  private final Evidence evidence;

  StepChecks(UpdaterSubject<U> subject, Evidence evidence) {
    this.subject = subject;
    this.evidence = evidence;
  }

  void ageOfState() {
    for (int i = 0; i < subject.count(); i++) {
      evidence.same(
          "#%d, the first step of new state at iteration 1000000".formatted(i + 1),
          Trial.fresh(subject, subject.configuration(i)).step(Trial.FIRST, Trial.PARAMETER, 0, 0),
          Trial.fresh(subject, subject.configuration(i))
              .step(Trial.FIRST, Trial.PARAMETER, 1_000_000, 0));
    }
  }

  void zeroGradient() {
    moves(
        Trait.MOVES_WITHOUT_GRADIENT,
        updater ->
            greatest(Trial.fresh(subject, updater).step(new double[4], Trial.PARAMETER, 0, 0)));
  }

  void zeroRate() {
    subject.requireRate();
    moves(
        Trait.MOVES_AT_ZERO_RATE,
        updater -> {
          updater.setLrAndSchedule(0, null);
          return greatest(Trial.fresh(subject, updater).step(Trial.FIRST, Trial.PARAMETER, 0, 0));
        });
  }

  /** At rest in every configuration; if the trait is declared, moving in at least one. */
  private void moves(Trait trait, ToDoubleFunction<U> step) {
    double most = 0;
    for (int i = 0; i < subject.count(); i++) {
      double moved = step.applyAsDouble(subject.configuration(i));
      most = Double.isNaN(moved) || moved > most ? moved : most;
      if (!subject.traits().contains(trait)) {
        evidence.that(moved == 0, "#%d: a step of 0".formatted(i + 1), Evidence.text(moved));
      }
    }
    if (subject.traits().contains(trait)) {
      evidence.that(most != 0, "a step, as " + trait + " is declared", Evidence.text(most));
    }
  }

  private static double greatest(double[] update) {
    double most = 0;
    for (double number : update) {
      most = Math.max(most, Math.abs(number)); // NaN stays
    }
    return most;
  }

  void odd() {
    deviation(
        Trait.NOT_SIGN_SYMMETRIC,
        "the mirrored update",
        index -> {
          Block minus = Trial.fresh(subject, subject.configuration(index));
          return t ->
              Trial.negated(
                  minus.step(
                      Trial.negated(Trial.GRADIENTS[t]), Trial.negated(Trial.PARAMETER), t, 0));
        });
  }

  void elementwise() {
    deviation(
        Trait.COUPLES_ELEMENTS,
        "the update of an element that is alone",
        index -> {
          Block[] alone = new Block[Trial.PARAMETER.length];
          Arrays.setAll(
              alone,
              i -> Block.fresh(subject.configuration(index), subject.before(), DataType.DOUBLE, 1));
          return t -> {
            double[] all = new double[alone.length];
            Arrays.setAll(
                all,
                i ->
                    alone[i]
                        .step(
                            new double[] {Trial.GRADIENTS[t][i]},
                            new double[] {Trial.PARAMETER[i]},
                            t,
                            0)[0]);
            return all;
          };
        });
  }

  void repeats() {
    deviation(
        null,
        "a second run beside the first",
        index -> {
          Block second = Trial.fresh(subject, subject.configuration(index));
          return t -> second.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0);
        });
  }

  /** The step of one number. */
  private interface Stepper {
    double[] step(int t);
  }

  /** Another way to take the same steps. */
  private interface Another {
    Stepper start(int configuration);
  }

  /** Both ways together, step by step; if the trait is declared, they must diverge somewhere. */
  private void deviation(Trait trait, String what, Another another) {
    boolean declared = trait != null && subject.traits().contains(trait);
    boolean parted = false;
    for (int i = 0; i < subject.count(); i++) {
      Stepper other = another.start(i);
      Block block = Trial.fresh(subject, subject.configuration(i));
      for (int t = 0; t < Trial.GRADIENTS.length; t++) {
        double[] update = block.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0);
        double[] same = other.step(t);
        if (declared) {
          parted |= !Arrays.equals(update, same);
        } else {
          evidence.same("#%d, step %d, %s".formatted(i + 1, t + 1, what), update, same);
        }
      }
    }
    if (declared) {
      evidence.that(parted, "a difference, as " + trait + " is declared", "none");
    }
  }

  void resumes() throws IOException {
    for (int i = 0; i < subject.count(); i++) {
      List<double[]> through = Trial.steps(after(i, 0), 0);
      for (int k = 0; k < Trial.GRADIENTS.length; k++) {
        Block block = after(i, k);
        goesOn(i, k, "after a load", through, block.loaded(saved(block)));
        goesOn(i, k, "instantiated anew", through, block.reinstantiated(saved(block)));
      }
    }
  }

  void resumesFromMap() throws IOException {
    for (int i = 0; i < subject.count(); i++) {
      List<double[]> through = Trial.steps(after(i, 0), 0);
      for (int k = 0; k < Trial.GRADIENTS.length; k++) {
        Block block = after(i, k);
        goesOn(i, k, "from arrays by name", through, block.fromMap(saved(block)));
      }
    }
  }

  /** A run at a changing rate after some steps. */
  private Block after(int configuration, int steps) {
    Block block = Trial.fresh(subject, Trial.atChangingRate(subject.configuration(configuration)));
    for (int t = 0; t < steps; t++) {
      block.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0);
    }
    return block;
  }

  private static IUpdater saved(Block block) throws IOException {
    return Json.copy(IUpdater.class, block.configuration());
  }

  private void goesOn(
      int configuration, int from, String how, List<double[]> through, Block resumed) {
    for (int t = from; t < through.size(); t++) {
      evidence.same(
          "#%d, step %d %s at %d".formatted(configuration + 1, t + 1, how, from),
          through.get(t),
          resumed.step(Trial.GRADIENTS[t], Trial.PARAMETER, t, 0));
    }
  }

  /** One element is NaN at the third step; everything else is as if its gradient were 0.25. */
  void notANumber() {
    for (int i = 0; i < subject.count(); i++) {
      double[] sound = thirdStep(i, 0.25);
      double[] update;
      try {
        update = thirdStep(i, Double.NaN);
      } catch (RuntimeException refused) {
        evidence.saw("a refusal or NaN", Evidence.text(refused));
        continue;
      }
      evidence.that(
          Double.isNaN(update[1]) || update[1] == 0,
          "#%d: NaN, no step, or a refusal".formatted(i + 1),
          Evidence.text(update[1]));
      boolean skipped = greatest(update) == 0;
      if (!skipped && !subject.traits().contains(Trait.COUPLES_ELEMENTS)) {
        update[1] = sound[1];
        evidence.same("#%d, the other elements".formatted(i + 1), sound, update);
      }
    }
  }

  private double[] thirdStep(int configuration, double second) {
    Block block = after(configuration, 2);
    double[] gradient = Trial.GRADIENTS[2].clone();
    gradient[1] = second;
    return block.step(gradient, Trial.PARAMETER, 2, 0);
  }

  void half() {
    for (int i = 0; i < subject.count(); i++) {
      double[] update = new double[Trial.PARAMETER.length];
      try {
        Block block =
            Block.fresh(
                subject.configuration(i),
                subject.before(),
                DataType.FLOAT16,
                Trial.PARAMETER.length);
        for (int t = 0; t < 3; t++) {
          update = block.step(new double[Trial.PARAMETER.length], Trial.PARAMETER, t, 0);
        }
      } catch (IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
        evidence.saw("a number, or a refusal", Evidence.text(e));
        continue;
      }
      evidence.that(
          Double.isFinite(greatest(update)),
          "#%d: a number".formatted(i + 1),
          Evidence.text(greatest(update)));
    }
  }
}
