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
}
