package io.gradus.schedules;

/**
 * The law that {@link OneCycle} and {@link OneCycleMomentum} share: from a first value to a peak,
 * and then to a last value, either directly or by way of the first.
 */
record OneCycleLaw(long length, double warmupFraction, Annealing annealing, boolean threePhases) {

  double at(long t, double initial, double peak, double end) {
    double top =
        warmupFraction * length - 1; // if this is before 0, the cycle starts on the way down
    double back = threePhases ? 2 * top : top;
    if (t < top) {
      return annealing.between(initial, peak, t / top);
    }
    if (t < back) {
      return annealing.between(peak, initial, (t - top) / (back - top));
    }
    double last = length - 1;
    return t < last
        ? annealing.between(threePhases ? initial : peak, end, (t - back) / (last - back))
        : end;
  }

  /** Whether there is time to come back down after going up. */
  boolean fits() {
    return !threePhases || !(warmupFraction > 0.5);
  }
}
