package io.gradus.dl4j;

import io.gradus.api.GradientOptimizer;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.Preset;
import io.gradus.api.Schedule;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.learning.AMSGradUpdater;
import org.nd4j.linalg.learning.AdaDeltaUpdater;
import org.nd4j.linalg.learning.AdaGradUpdater;
import org.nd4j.linalg.learning.AdaMaxUpdater;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.NadamUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.RmsPropUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * An updater of DL4J's as an optimizer of Gradus, number for number.
 *
 * @param optimizer the optimizer, or none if the updater is to be left alone
 * @param slots for each of the optimizer's slots, what of DL4J's it is; empty if nothing is
 * @param remark why it is left alone, or in what DL4J's is at fault; empty if there is nothing to
 *     say
 */
record Translation(
    Optional<GradientOptimizer> optimizer, Map<String, Origin> slots, String remark) {

  /**
   * What a slot is in DL4J's state.
   *
   * @param key the key of DL4J's {@code GradientUpdater.getState}
   * @param factor what to multiply it with
   */
  record Origin(String key, double factor) {
    static Origin of(String key) {
      return new Origin(key, 1);
    }
  }

  /**
   * Translates an updater.
   *
   * @throws io.gradus.api.PluginNotFoundException if Gradus's optimizers are not on the class path
   */
  static Translation of(IUpdater updater) {
    try {
      return translate(updater);
    } catch (InvalidHyperparametersException refused) {
      return leftAlone(refused.getMessage());
    } catch (UnreadableSchedule unreadable) {
      return leftAlone(unreadable.getMessage());
    }
  }

  private static Translation translate(IUpdater updater) {
    // by the very class: what a subclass does is not known
    Class<?> type = updater.getClass();
    if (type == Sgd.class) {
      return sgd((Sgd) updater);
    } else if (type == Nesterovs.class) {
      return nesterovs((Nesterovs) updater);
    } else if (type == AdaGrad.class) {
      return adaGrad((AdaGrad) updater);
    } else if (type == RmsProp.class) {
      return rmsProp((RmsProp) updater);
    } else if (type == AdaDelta.class) {
      return adaDelta((AdaDelta) updater);
    } else if (type == Adam.class) {
      return adam((Adam) updater);
    } else if (type == AdaMax.class) {
      return adaMax((AdaMax) updater);
    } else if (type == Nadam.class) {
      return nadam((Nadam) updater);
    } else if (type == AMSGrad.class) {
      return amsGrad((AMSGrad) updater);
    } else if (type == AdaBelief.class) {
      return adaBelief((AdaBelief) updater);
    } else if (type == NoOp.class) {
      return leftAlone("It changes nothing.");
    } else if (type == GradusUpdater.class) {
      return leftAlone("It is Gradus's already.");
    }
    return leftAlone("What %s computes is not known.".formatted(type.getName()));
  }

  private static Translation sgd(Sgd sgd) {
    return to(
        named("sgd")
            .withLearningRate(schedule(sgd.getLearningRate(), sgd.getLearningRateSchedule())));
  }

  private static Translation nesterovs(Nesterovs nesterovs) {
    Schedule rate = schedule(nesterovs.getLearningRate(), nesterovs.getLearningRateSchedule());
    Schedule momentum = schedule(nesterovs.getMomentum(), nesterovs.getMomentumISchedule());
    // DL4J's velocity points downhill: V ← μ V − η g
    return new Translation(
        Optional.of(named("nesterov").withLearningRate(rate).with("momentum", momentum)),
        Map.of("v", new Origin(NesterovsUpdater.V_STATE, -1)),
        "");
  }

  private static Translation adaGrad(AdaGrad adaGrad) {
    ISchedule schedule = adaGrad.getLearningRateSchedule();
    if (schedule == null && Double.isNaN(adaGrad.getLearningRate())) {
      return leftAlone(
          "Its rate is NaN, as that of DL4J's AdaGrad is after its clone() has dropped a schedule; set the schedule anew on new AdaGrad() of Gradus.");
    }
    Translation translation =
        to(named("adagrad")
                .withLearningRate(schedule(adaGrad.getLearningRate(), schedule))
                .with("epsilon", adaGrad.getEpsilon()))
            .from("G", AdaGradUpdater.GRAD_STATE);
    return schedule == null
        ? translation
        : translation.remarking(
            "DL4J's AdaGrad loses its schedule wherever it is copied, and its rate is NaN from there on; this keeps it.");
  }

  private static Translation rmsProp(RmsProp rmsProp) {
    Schedule rate = schedule(rmsProp.getLearningRate(), rmsProp.getLearningRateSchedule());
    double epsilon = rmsProp.getEpsilon();
    return to(named("rmsprop")
            .withLearningRate(rate)
            .with("rho", rmsProp.getRmsDecay())
            .with("epsilon", epsilon)
            .with("initialAccumulator", epsilon)) // DL4J's ε is its first mean square too
        .from("v", RmsPropUpdater.G_STATE);
  }

  private static Translation adaDelta(AdaDelta adaDelta) {
    return to(named("adadelta")
            .with("rho", adaDelta.getRho())
            .with("epsilon", adaDelta.getEpsilon()))
        .from("v", AdaDeltaUpdater.MSG_STATE, "d", AdaDeltaUpdater.MSDX_STATE)
        .remarking(
            "DL4J's AdaDelta has no learning rate; this has one, which is 1, and setLearningRate changes it.");
  }

  private static Translation adam(Adam adam) {
    Schedule rate = schedule(adam.getLearningRate(), adam.getLearningRateSchedule());
    return to(moments("adam", rate, adam.getBeta1(), adam.getBeta2())
            .with("epsilon", adam.getEpsilon()))
        .from("m", AdamUpdater.M_STATE, "v", AdamUpdater.V_STATE);
  }

  /** Without its ε, which does nothing. */
  private static Translation adaMax(AdaMax adaMax) {
    Schedule rate = schedule(adaMax.getLearningRate(), adaMax.getLearningRateSchedule());
    return to(moments("adamax", rate, adaMax.getBeta1(), adaMax.getBeta2()))
        .from("m", AdaMaxUpdater.M_STATE, "w", AdaMaxUpdater.U_STATE);
  }

  private static Translation nadam(Nadam nadam) {
    Schedule rate = schedule(nadam.getLearningRate(), nadam.getLearningRateSchedule());
    return to(moments("nadam", rate, nadam.getBeta1(), nadam.getBeta2())
            .with("epsilon", nadam.getEpsilon()))
        .from("m", NadamUpdater.M_STATE, "v", NadamUpdater.V_STATE)
        .remarking(
            "DL4J's Nadam lacks the correction of the second moment, and so does this, to stay on its path; new NAdam() has it.");
  }

  private static Translation amsGrad(AMSGrad amsGrad) {
    Schedule rate = schedule(amsGrad.getLearningRate(), amsGrad.getLearningRateSchedule());
    return new Translation(
        Optional.of(
            moments("amsgrad", rate, amsGrad.getBeta1(), amsGrad.getBeta2())
                .with("epsilon", amsGrad.getEpsilon())),
        Map.of(
            "m", Origin.of(AMSGradUpdater.M_STATE),
            "v", Origin.of(AMSGradUpdater.V_STATE),
            "h", Origin.of(AMSGradUpdater.V_HAT_STATE)),
        "");
  }

  private static Translation adaBelief(AdaBelief adaBelief) {
    Schedule rate = schedule(adaBelief.getLearningRate(), adaBelief.getLearningRateSchedule());
    return to(moments("adabelief", rate, adaBelief.getBeta1(), adaBelief.getBeta2())
            .with("epsilon", adaBelief.getEpsilon()))
        .remarking(
            "DL4J's AdaBelief throws an ArrayIndexOutOfBoundsException in every network, so there is no path to stay on; this runs its formula from new state.");
  }

  /** By name, so that a missing jar is told in a sentence. */
  private static GradientOptimizer named(String name) {
    return Preset.DL4J.of(name);
  }

  private static GradientOptimizer moments(String name, Schedule rate, double beta1, double beta2) {
    return named(name).withLearningRate(rate).with("beta1", beta1).with("beta2", beta2);
  }

  private static Schedule schedule(double constant, ISchedule schedule) {
    if (schedule == null) {
      return Schedule.constant(constant);
    }
    try {
      return Dl4j.schedule(schedule);
    } catch (IllegalArgumentException e) {
      throw new UnreadableSchedule(
          "DL4J's JSON cannot carry its schedule %s, so a model could not be loaded again."
              .formatted(schedule.getClass().getSimpleName()),
          e);
    }
  }

  private static final class UnreadableSchedule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSchedule(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static Translation leftAlone(String reason) {
    return new Translation(Optional.empty(), Map.of(), reason);
  }

  private static Translation to(GradientOptimizer optimizer) {
    return new Translation(Optional.of(optimizer), Map.of(), "");
  }

  private Translation from(String slot, String key) {
    return new Translation(optimizer, Map.of(slot, Origin.of(key)), remark);
  }

  private Translation from(String slot, String key, String other, String otherKey) {
    return new Translation(
        optimizer, Map.of(slot, Origin.of(key), other, Origin.of(otherKey)), remark);
  }

  private Translation remarking(String sentence) {
    return new Translation(optimizer, slots, sentence);
  }
}
