package io.gradus.api;

/** What every entry of Gradus asks of its arguments. */
public final class Arguments {

  private Arguments() {}

  /**
   * Refuses null.
   *
   * @param <T> the argument's type
   * @param argument what a caller has handed over
   * @param name what the caller knows it by, such as {@code "configuration"}
   * @return the argument
   * @throws NullPointerException if it is null; the message names it
   */
  public static <T> T given(T argument, String name) {
    if (argument == null) {
      throw new NullPointerException("The argument '" + name + "' is null, but must be given.");
    }
    return argument;
  }
}
