package io.gradus.api;

import java.util.List;

/**
 * How deep plug-ins may lie within each other, and how many: all that walks through them, the
 * methods of records among it, calls itself for every level.
 */
final class Nesting {

  static final int MOST_LEVELS = 100;
  static final int MOST_PLUGINS = 10_000;

  static final String TOO_DEEP =
      "has plug-ins that lie more than " + MOST_LEVELS + " deep within each other";
  static final String TOO_MANY = "has more than " + MOST_PLUGINS + " plug-ins";

  private int plugins;

  private Nesting() {}

  /**
   * What is wrong with what a hyper-parameter holds.
   *
   * @param value any
   * @param level how deep it lies, from 1
   * @return what is wrong, to be said of the value; null if nothing is
   */
  static String problem(Object value, int level) {
    return new Nesting().walk(value, level);
  }

  private String walk(Object value, int level) {
    if (value instanceof List<?> list) {
      for (Object each : list) {
        String problem = walk(each, level);
        if (problem != null) {
          return problem;
        }
      }
    }
    if (!(value instanceof Plugin plugin) || value instanceof ConstantSchedule) {
      return null;
    }
    if (level > MOST_LEVELS) {
      return TOO_DEEP;
    }
    if (++plugins > MOST_PLUGINS) {
      return TOO_MANY;
    }
    return within(plugin, level);
  }

  private String within(Plugin plugin, int level) {
    if (!Description.problemsOf(plugin.getClass()).isEmpty()) {
      return null; // nothing can look into it, and its description is refused
    }
    for (Object value : plugin.hyperparameters().values()) {
      String problem = walk(value, level + 1);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }
}
