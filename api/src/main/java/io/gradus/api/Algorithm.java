package io.gradus.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names and cites the algorithm that a record implements. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Algorithm {

  /**
   * The name under which the algorithm is found and saved: lower-case words joined by hyphens.
   *
   * @return the name, such as {@code "adam"}
   */
  String name();

  /**
   * Other names under which the algorithm is found. Models are saved under {@link #name()} only.
   *
   * @return the aliases; none unless told
   */
  String[] aliases() default {};

  /**
   * What the algorithm does, in one sentence.
   *
   * @return the sentence, with its full stop
   */
  String summary();

  /**
   * Where the algorithm was published: authors, year, title, and the equation or algorithm number.
   *
   * @return the citation
   */
  String citation();

  /**
   * Where the publication can be read: an address that lasts, by DOI or arXiv where there is one.
   *
   * @return an address such as {@code "https://arxiv.org/abs/1412.6980"}; empty by default
   */
  String link() default "";
}
