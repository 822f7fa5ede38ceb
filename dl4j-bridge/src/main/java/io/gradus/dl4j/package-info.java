/**
 * Gradus in Deeplearning4j: optimizers as {@code IUpdater}, schedules as {@code ISchedule},
 * initializers as {@code IWeightInit}.
 *
 * <p>{@link io.gradus.dl4j.Dl4j} is the way in. The names of the classes that DL4J saves into
 * models ({@link io.gradus.dl4j.GradusUpdater}, {@link io.gradus.dl4j.GradusSchedule}, {@link
 * io.gradus.dl4j.GradusWeightInit}) and their JSON keys are a wire format and stay as they are.
 */
package io.gradus.dl4j;
