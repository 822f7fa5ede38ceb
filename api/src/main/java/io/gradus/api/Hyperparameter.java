package io.gradus.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one hyper-parameter: one component of a plug-in's record. */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Hyperparameter {

  /**
   * What the hyper-parameter is, in a short phrase with its symbol.
   *
   * @return the phrase, such as {@code "decay rate β₁ of the first moment"}
   */
  String value();

  /**
   * The numbers that are allowed, as an interval: {@code "[0, 1)"}, {@code "(0, inf)"}. For a
   * {@link Schedule} it bounds the value of a constant one; for lists it bounds every element.
   *
   * @return the interval; every finite number unless told
   */
  String range() default "(-inf, inf)";

  /**
   * The unit of the number.
   *
   * @return the unit, such as {@code "steps"}; empty for a pure number
   */
  String unit() default "";

  /**
   * The release of the plug-in that added this hyper-parameter, if it is younger than the plug-in.
   * A hyper-parameter is added at the end of the record, and the former constructor stays. Models
   * that were saved before are read with the value {@link #absent}.
   *
   * @return a version such as {@code "0.2.0"}; empty if the plug-in has always had it
   */
  String since() default "";

  /**
   * The value that a saved configuration without this hyper-parameter stands for: the one at which
   * the plug-in does what it did before. Required together with {@link #since}, and only then.
   *
   * @return a number, {@code "true"} or {@code "false"}, or the name of an enum constant; for a
   *     schedule, the number of a constant one
   */
  String absent() default "";
}
