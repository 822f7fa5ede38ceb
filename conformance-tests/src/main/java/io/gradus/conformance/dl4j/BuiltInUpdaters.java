package io.gradus.conformance.dl4j;

import io.gradus.conformance.ElementStep;
import io.gradus.conformance.Outcome;
import java.util.List;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * DL4J's updaters compared with their publications: each at its defaults, and with hyper-parameters
 * for which ε, the decays and the rate all matter.
 */
final class BuiltInUpdaters {

  private static final String HAT = "ε̂ beside the root of the uncorrected moment";

  private BuiltInUpdaters() {}

  static List<UpdaterSubject<?>> all() {
    return List.of(
        sgd(),
        nesterovs(),
        adaGrad(),
        rmsProp(),
        adaDelta(),
        adam(),
        adaMax(),
        nadam(),
        amsGrad(),
        adaBelief(),
        noOp());
  }

  private static UpdaterSubject<Sgd> sgd() {
    return UpdaterSubject.of("Sgd", () -> List.of(new Sgd(), new Sgd(0.5)))
        .withClosedForm((sgd, s) -> Outcome.of(s.learningRate() * s.gradient()));
  }

  /**
   * Sutskever, Martens, Dahl and Hinton (2013), equations 3 and 4, for the shifted point that a
   * network holds; DL4J keeps the velocity with the sign of the parameter's change.
   */
  private static UpdaterSubject<Nesterovs> nesterovs() {
    return UpdaterSubject.of("Nesterovs", () -> List.of(new Nesterovs(), new Nesterovs(0.02, 0.7)))
        .withClosedForm(
            (nesterovs, s) -> {
              double mu = nesterovs.getMomentum();
              double v = mu * s.slot("V", 0) - s.learningRate() * s.gradient();
              return Outcome.of(s.learningRate() * s.gradient() - mu * v).with("V", v);
            });
  }

  /** Duchi, Hazan and Singer (2011), figure 1, with δ = ε; the sum begins at 0. */
  private static UpdaterSubject<AdaGrad> adaGrad() {
    return UpdaterSubject.of("AdaGrad", () -> List.of(new AdaGrad(), new AdaGrad(0.05, 1e-2)))
        .withClosedForm(
            (adaGrad, s) -> {
              double g = s.gradient();
              double sum = s.slot("grad", 0) + g * g;
              return Outcome.of(s.learningRate() * g / (Math.sqrt(sum) + adaGrad.getEpsilon()))
                  .with("grad", sum);
            });
  }

  /** Tieleman and Hinton (2012), slide 29, with ε outside the root; the mean begins at 0. */
  private static UpdaterSubject<RmsProp> rmsProp() {
    return UpdaterSubject.of("RmsProp", () -> List.of(new RmsProp(), new RmsProp(0.02, 0.8, 1e-2)))
        .withClosedForm(
            (rmsProp, s) -> {
              double g = s.gradient();
              double rho = rmsProp.getRmsDecay();
              double v = rho * s.slot("G", 0) + (1 - rho) * g * g;
              return Outcome.of(s.learningRate() * g / (Math.sqrt(v) + rmsProp.getEpsilon()))
                  .with("G", v);
            });
  }

  /** Zeiler (2012), algorithm 1. */
  private static UpdaterSubject<AdaDelta> adaDelta() {
    return UpdaterSubject.of("AdaDelta", () -> List.of(new AdaDelta(), new AdaDelta(0.8, 1e-2)))
        .withClosedForm(
            (adaDelta, s) -> {
              double g = s.gradient();
              double rho = adaDelta.getRho();
              double epsilon = adaDelta.getEpsilon();
              double msg = rho * s.slot("msg", 0) + (1 - rho) * g * g;
              double old = s.slot("msdx", 0);
              double update = g * Math.sqrt(old + epsilon) / Math.sqrt(msg + epsilon);
              return Outcome.of(update)
                  .with("msg", msg)
                  .with("msdx", rho * old + (1 - rho) * update * update);
            });
  }

  /** Kingma and Ba (2015), algorithm 1; the variant is the remark at the end of their section 2. */
  private static UpdaterSubject<Adam> adam() {
    return UpdaterSubject.of("Adam", () -> List.of(new Adam(), new Adam(0.1, 0.8, 0.99, 1e-2)))
        .withClosedForm(
            (adam, s) -> {
              Moments at = new Moments(adam.getBeta1(), adam.getBeta2(), s);
              double m = at.mean("M", s.gradient());
              double v = at.square("V", s.gradient());
              return Outcome.of(
                      s.learningRate()
                          * (m / at.correction1())
                          / (Math.sqrt(v / at.correction2()) + adam.getEpsilon()))
                  .with("M", m)
                  .with("V", v);
            })
        .withVariant(
            HAT,
            (adam, s) -> {
              Moments at = new Moments(adam.getBeta1(), adam.getBeta2(), s);
              double m = at.mean("M", s.gradient());
              double v = at.square("V", s.gradient());
              return Outcome.of(at.alpha() * m / (Math.sqrt(v) + adam.getEpsilon()))
                  .with("M", m)
                  .with("V", v);
            });
  }

  /** Kingma and Ba (2015), algorithm 2, which has no ε; 0 / 0 counts as 0. */
  private static UpdaterSubject<AdaMax> adaMax() {
    return UpdaterSubject.of(
            "AdaMax", () -> List.of(new AdaMax(), new AdaMax(0.1, 0.8, 0.99, 1e-2)))
        .withClosedForm(
            (adaMax, s) -> {
              Moments at = new Moments(adaMax.getBeta1(), adaMax.getBeta2(), s);
              double m = at.mean("M", s.gradient());
              double u = Math.max(adaMax.getBeta2() * s.slot("V", 0), Math.abs(s.gradient()));
              double step = s.learningRate() / at.correction1();
              return Outcome.of(m == 0 ? 0 : step * m / u).with("M", m).with("V", u);
            });
  }

  /**
   * Dozat (2016), algorithm 2, with a constant momentum; the variant corrects both of its terms by
   * 1 − β₁ᵗ, as Ruder's overview (2016) writes it.
   */
  private static UpdaterSubject<Nadam> nadam() {
    return UpdaterSubject.of("Nadam", () -> List.of(new Nadam(), new Nadam(0.1, 0.8, 0.99, 1e-2)))
        .withClosedForm((nadam, s) -> nadam(nadam, s, s.age() + 1))
        .withVariant("both terms corrected alike", (nadam, s) -> nadam(nadam, s, s.age()));
  }

  private static Outcome nadam(Nadam nadam, ElementStep s, long ahead) {
    Moments at = new Moments(nadam.getBeta1(), nadam.getBeta2(), s);
    double beta1 = nadam.getBeta1();
    double m = at.mean("M", s.gradient());
    double v = at.square("V", s.gradient());
    double looking =
        beta1 * m / (1 - Math.pow(beta1, ahead)) + (1 - beta1) * s.gradient() / at.correction1();
    return Outcome.of(
            s.learningRate() * looking / (Math.sqrt(v / at.correction2()) + nadam.getEpsilon()))
        .with("M", m)
        .with("V", v);
  }

  /**
   * Reddi, Kale and Kumar (2018), algorithm 2, which corrects nothing, with ε outside the root; the
   * variant has Adam's corrections and ε̂.
   */
  private static UpdaterSubject<AMSGrad> amsGrad() {
    return UpdaterSubject.of(
            "AMSGrad", () -> List.of(new AMSGrad(), new AMSGrad(0.1, 0.8, 0.99, 1e-2)))
        .withClosedForm((amsGrad, s) -> amsGrad(amsGrad, s, s.learningRate()))
        .withVariant(
            "Adam's corrections and " + HAT,
            (amsGrad, s) ->
                amsGrad(
                    amsGrad, s, new Moments(amsGrad.getBeta1(), amsGrad.getBeta2(), s).alpha()));
  }

  private static Outcome amsGrad(AMSGrad amsGrad, ElementStep s, double alpha) {
    Moments at = new Moments(amsGrad.getBeta1(), amsGrad.getBeta2(), s);
    double m = at.mean("M", s.gradient());
    double v = at.square("V", s.gradient());
    double greatest = Math.max(s.slot("V_HAT", 0), v);
    return Outcome.of(alpha * m / (Math.sqrt(greatest) + amsGrad.getEpsilon()))
        .with("M", m)
        .with("V", v)
        .with("V_HAT", greatest);
  }

  /** Zhuang et al. (2020), algorithm 2. */
  private static UpdaterSubject<AdaBelief> adaBelief() {
    return UpdaterSubject.of(
            "AdaBelief", () -> List.of(new AdaBelief(), new AdaBelief(0.1, 0.8, 0.99, 1e-2)))
        .withClosedForm(
            (adaBelief, s) -> {
              Moments at = new Moments(adaBelief.getBeta1(), adaBelief.getBeta2(), s);
              double m = at.mean("M", s.gradient());
              double belief = at.square("S", s.gradient() - m) + adaBelief.getEpsilon();
              return Outcome.of(
                      s.learningRate()
                          * (m / at.correction1())
                          / (Math.sqrt(belief / at.correction2()) + adaBelief.getEpsilon()))
                  .with("M", m)
                  .with("S", belief);
            })
        .withVariant(
            HAT,
            (adaBelief, s) -> {
              Moments at = new Moments(adaBelief.getBeta1(), adaBelief.getBeta2(), s);
              double m = at.mean("M", s.gradient());
              double belief = at.square("S", s.gradient() - m) + adaBelief.getEpsilon();
              return Outcome.of(at.alpha() * m / (Math.sqrt(belief) + adaBelief.getEpsilon()))
                  .with("M", m)
                  .with("S", belief);
            });
  }

  /** Leaves the gradient unchanged, as its documentation says. */
  private static UpdaterSubject<NoOp> noOp() {
    return UpdaterSubject.of("NoOp", () -> List.of(new NoOp()))
        .withClosedForm((noOp, s) -> Outcome.of(s.gradient()));
  }

  /** Running means of one element, and their bias corrections. */
  private record Moments(double beta1, double beta2, ElementStep s) {

    double mean(String name, double sample) {
      return beta1 * s.slot(name, 0) + (1 - beta1) * sample;
    }

    double square(String name, double sample) {
      return beta2 * s.slot(name, 0) + (1 - beta2) * sample * sample;
    }

    double correction1() {
      return 1 - Math.pow(beta1, s.age());
    }

    double correction2() {
      return 1 - Math.pow(beta2, s.age());
    }

    /** Kingma and Ba's α at step t, which includes the corrections. */
    double alpha() {
      return s.learningRate() * Math.sqrt(correction2()) / correction1();
    }
  }
}
