package io.gradus.conformance.dl4j;

/**
 * The rules of SPEC.md for a bare DL4J type: those of the O-, S- and I-series that make sense for
 * it, and the D-series, which DL4J's own contract additionally requires.
 */
public enum Rule {
  /** O-1.1. */
  FIRST_STEP("O-1.1", "the first step is the closed form's"),
  /** O-1.2. */
  STATED_STEP("O-1.2", "a step from a stated state is the closed form's"),
  /** O-1.3. */
  TWELVE_STEPS("O-1.3", "twelve steps at a changing rate follow the closed form"),
  /** O-1.4. */
  AGE_OF_STATE("O-1.4", "the state's age counts, not the network's iteration"),
  /** O-2.1. */
  ZERO_GRADIENT("O-2.1", "a zero gradient on a fresh state moves nothing, unless declared"),
  /** O-2.2. */
  ZERO_RATE("O-2.2", "a learning rate of zero moves nothing, unless declared"),
  /** O-2.3. */
  ODD("O-2.3", "negated gradients and parameters give negated updates, unless declared"),
  /** O-2.4. */
  ELEMENTWISE("O-2.4", "an element's update depends on no other element, unless declared"),
  /** O-3.1. */
  REPEATS("O-3.1", "two runs give the same bits and share no state"),
  /** O-4.1. */
  RESUMES("O-4.1", "saving and loading after any step changes no bit"),

  /** D-1.1. */
  STATE_SIZE("D-1.1", "the state of n parameters has k·n numbers"),
  /** D-1.2. */
  BLOCKS("D-1.2", "one block gives what its parts give separately"),
  /** D-1.3. */
  UPDATER_CLONE("D-1.3", "a clone is equal, independent and takes the same steps"),
  /** D-1.4. */
  UPDATER_EQUALS("D-1.4", "updaters that are equal take the same steps"),
  /** D-1.5. */
  UPDATER_JSON("D-1.5", "it survives the JSON of a network's configuration"),
  /** D-1.6. */
  STATE_MAP("D-1.6", "the state by name is enough to resume"),
  /** D-1.7. */
  NOT_A_NUMBER("D-1.7", "a gradient of NaN is not hidden"),
  /** D-1.8. */
  HALF("D-1.8", "a zero gradient in HALF gives no NaN"),
  /** D-1.9. */
  EFFECT("D-1.9", "every number of the configuration has an effect"),
  /** D-1.10. */
  DECLARED_FORM("D-1.10", "the form is the declared one and not a variant of it"),
  /** D-1.11. */
  LAYOUT("D-1.11", "a gradient in any layout is updated or refused, never lost"),
  /** D-1.12. */
  TRAINS("D-1.12", "it trains a network"),
  /** D-1.13. */
  SAVED_NETWORK("D-1.13", "a network that is saved and loaded continues with the same bits"),
  /** D-1.14. */
  SCHEDULED_RATE("D-1.14", "a schedule is evaluated at the iteration and the epoch of the step"),
  /** D-1.15. */
  SETS_RATE("D-1.15", "the rate is what was set, and NaN exactly where there is none"),
  /** D-1.16. */
  KNOWS_CONFIGURATION("D-1.16", "what it instantiates knows its configuration"),

  /** S-1. */
  SCHEDULE_PURE("S-1", "what was asked before does not matter"),
  /** S-2. */
  SCHEDULE_DEFINED("S-2", "it is defined at every iteration and epoch"),
  /** S-3. */
  SCHEDULE_CLOCK("S-3", "it follows the clock that it states, and no other"),
  /** S-4. */
  SCHEDULE_FINITE("S-4", "its values are finite"),
  /** S-6. */
  SCHEDULE_FIRST_VALUES("S-6", "the first values are the closed form's, counted from 0"),
  /** S-7. */
  SCHEDULE_LATER_VALUES("S-7", "at the ends of its phases and past them it is the closed form's"),
  /** S-8. */
  SCHEDULE_NOT_NEGATIVE("S-8", "no value is below 0"),
  /** D-2.1. */
  SCHEDULE_FALLS("D-2.1", "it falls, where it says that it decays"),
  /** D-2.2. */
  SCHEDULE_JUMPS("D-2.2", "it jumps no further than its closed form"),
  /** D-2.3. */
  SCHEDULE_CLONE("D-2.3", "a clone is equal and has the same values"),
  /** D-2.4. */
  SCHEDULE_EQUALS("D-2.4", "schedules that are equal have the same values"),
  /** D-2.5. */
  SCHEDULE_JSON("D-2.5", "it survives the JSON of a network's configuration"),

  /** I-1. */
  WEIGHTS_SEEDED("I-1", "one seed of ND4J gives one tensor"),
  /** I-2. */
  WEIGHTS_WRITTEN("I-2", "every element of the view is written, and nothing outside it"),
  /** I-3. */
  WEIGHTS_FAN("I-3", "fan-in and fan-out are those that are stated"),
  /** I-6. */
  WEIGHTS_MEAN("I-6", "the mean is that of its formula, and so is every element that is not drawn"),
  /** I-7. */
  WEIGHTS_VARIANCE("I-7", "the variance is that of its formula"),
  /** I-10. */
  WEIGHTS_OTHER_SEED("I-10", "another seed gives another tensor, unless nothing is drawn"),
  /** D-3.1. */
  WEIGHTS_VIEW("D-3.1", "it returns the view in the requested shape and order"),
  /** D-3.2. */
  WEIGHTS_EQUALS("D-3.2", "initializations that are equal give the same weights"),
  /** D-3.3. */
  WEIGHTS_JSON("D-3.3", "it survives the JSON of a network's configuration"),

  /** D-4.1. */
  NETWORK_DECAY("D-4.1", "weight decay that is set on the network is applied once"),
  /** D-4.2. */
  NETWORK_REGULARIZATION("D-4.2", "a regularization that is set on the network runs once"),
  /** D-4.3. */
  NETWORK_PENALTY("D-4.3", "a penalty on the weights of a convolution leaves its biases alone"),
  /** D-4.4. */
  NETWORK_MAXIMIZES("D-4.4", "minimize(false) ascends"),
  /** D-4.5. */
  NETWORK_CONSTRAINTS("D-4.5", "constrainAllParameters constrains"),
  /** D-4.6. */
  NETWORK_CLONE_RATE("D-4.6", "a rate that is set on a clone is not set on the original"),
  /** D-4.7. */
  NETWORK_LAYER_RATE("D-4.7", "a rate that is set on one layer is not set on another"),
  /** D-4.8. */
  NETWORK_BIAS_RATE("D-4.8", "a rate that is set on the network reaches the bias updater"),
  /** D-4.9. */
  NETWORK_BATCH_NORMALIZATION(
      "D-4.9", "a rate can be set on one layer of a network with a batch normalization"),
  /** D-4.10. */
  NETWORK_SERIALIZED("D-4.10", "a network continues training after Java serialization");

  private final String id;
  private final String title;

  Rule(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /**
   * Its number in SPEC.md.
   *
   * @return such as {@code D-1.2}
   */
  public String id() {
    return id;
  }

  /**
   * What it says.
   *
   * @return a clause
   */
  public String title() {
    return title;
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
