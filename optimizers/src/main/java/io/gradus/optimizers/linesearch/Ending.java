package io.gradus.optimizers.linesearch;

import io.gradus.api.Line;
import io.gradus.api.LineSearch;
import io.gradus.api.Outcome;

/** How a search ends that has not found what it was looking for. */
final class Ending {

  private Ending() {}

  /**
   * The lowest trial, if it meets the condition of Armijo; else why there is none.
   *
   * @param why the reason, if at least one trial was finite
   */
  static LineSearch.Result lowest(Line line, double decrease, Outcome why) {
    Line.Trial lowest = line.lowest();
    if (lowest == null) {
      return LineSearch.Result.none(Outcome.NOT_FINITE);
    }
    if (line.hasFallen(lowest, decrease)) {
      return LineSearch.Result.at(lowest.step());
    }
    return LineSearch.Result.none(why);
  }
}
