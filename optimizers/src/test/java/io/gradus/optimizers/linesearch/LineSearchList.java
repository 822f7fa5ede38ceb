package io.gradus.optimizers.linesearch;

import io.gradus.api.LineSearch;
import io.gradus.api.LineSearches;
import java.util.List;

/** The line searches that test what they take, for tests of methods. */
public final class LineSearchList {

  private LineSearchList() {}

  /** Those that are installed, but for the one that tests nothing. */
  public static List<LineSearch> all() {
    return LineSearches.installed().all().stream().filter(LineSearch::needsDescent).toList();
  }
}
