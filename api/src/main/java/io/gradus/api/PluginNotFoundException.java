package io.gradus.api;

/**
 * No usable plug-in has the name that was asked for: none is installed, or more than one is. The
 * message names what is installed and the nearest name.
 */
public class PluginNotFoundException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One miss.
   *
   * @param message what was asked for, what there is, and what to do
   */
  public PluginNotFoundException(String message) {
    super(message);
  }
}
