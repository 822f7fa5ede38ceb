package io.gradus.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The updaters of one network. Before the first of them takes a step, the rules of all are called,
 * so that one that throws does so before anything is changed. Belongs to one thread at a time, as
 * its network does.
 */
final class Rehearsal {

  private final List<GradusGradientUpdater> updaters = new ArrayList<>();

  /** Those that have been rehearsed and have not taken their step yet. */
  private final Set<GradusGradientUpdater> ready =
      Collections.newSetFromMap(new IdentityHashMap<>());

  private int iteration;
  private int epoch;

  void join(GradusGradientUpdater updater) {
    updaters.add(updater);
  }

  /** Rehearses the step of all, unless this updater's has been rehearsed with another's. */
  void before(GradusGradientUpdater updater, int iteration, int epoch) {
    boolean isAlone = updaters.size() == 1; // then its step itself calls the rule before all else
    if (isAlone || (ready.remove(updater) && this.iteration == iteration && this.epoch == epoch)) {
      return;
    }
    ready.clear();
    for (int i = 0; i < updaters.size(); i++) {
      updaters.get(i).rehearse(iteration, epoch);
    }
    for (int i = 0; i < updaters.size(); i++) {
      ready.add(updaters.get(i));
    }
    ready.remove(updater);
    this.iteration = iteration;
    this.epoch = epoch;
  }
}
