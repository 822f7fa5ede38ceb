package io.gradus.conformance.dl4j;

import java.util.EnumSet;
import java.util.List;
import org.nd4j.linalg.learning.config.IUpdater;

/** The rules that apply to an updater, and where each is checked. */
final class UpdaterRules {

  static final List<Rule> ALL =
      List.copyOf(EnumSet.range(Rule.FIRST_STEP, Rule.KNOWS_CONFIGURATION));

  private UpdaterRules() {}

  static <U extends IUpdater> void check(UpdaterSubject<U> subject, Rule rule, Evidence evidence)
      throws Exception {
    if (subject.configurations().get().isEmpty()) {
      throw new IllegalArgumentException("There must be at least one configuration to judge.");
    }
    var forms = new FormChecks<>(subject, evidence);
    var steps = new StepChecks<>(subject, evidence);
    var contract = new ContractChecks<>(subject, evidence);
    var training = new TrainingChecks<>(subject, evidence);
    switch (rule) {
      case FIRST_STEP -> forms.firstStep();
      case STATED_STEP -> forms.statedStep();
      case TWELVE_STEPS -> forms.twelveSteps();
      case DECLARED_FORM -> forms.declaredForm();
      case AGE_OF_STATE -> steps.ageOfState();
      case ZERO_GRADIENT -> steps.zeroGradient();
      case ZERO_RATE -> steps.zeroRate();
      case ODD -> steps.odd();
      case ELEMENTWISE -> steps.elementwise();
      case REPEATS -> steps.repeats();
      case RESUMES -> steps.resumes();
      case STATE_MAP -> steps.resumesFromMap();
      case NOT_A_NUMBER -> steps.notANumber();
      case HALF -> steps.half();
      case STATE_SIZE -> contract.stateSize();
      case BLOCKS -> contract.blocks();
      case UPDATER_CLONE -> contract.clones();
      case UPDATER_EQUALS -> contract.equality();
      case UPDATER_JSON -> contract.json();
      case EFFECT -> contract.effect();
      case LAYOUT -> contract.layout();
      case SCHEDULED_RATE -> contract.scheduledRate();
      case SETS_RATE -> contract.setsRate();
      case KNOWS_CONFIGURATION -> contract.knowsConfiguration();
      case TRAINS -> training.trains();
      case SAVED_NETWORK -> training.savedNetwork();
      default -> throw new IllegalArgumentException(rule + " is not a rule of updaters.");
    }
  }
}
