package io.gradus.api;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Anybody's values in messages: short, whatever they hold, and if they hold themselves. */
final class Shown {

  private static final int MOST_LETTERS = 400;
  private static final int MOST_LEVELS = 8;

  private final StringBuilder text = new StringBuilder();

  private Shown() {}

  /** The value, cut off where it is long. */
  static String of(Object value) {
    Shown shown = new Shown();
    shown.append(value, 0);
    return shown.isFull() ? shown.text.substring(0, MOST_LETTERS) + "…" : shown.text.toString();
  }

  private boolean isFull() {
    return text.length() > MOST_LETTERS;
  }

  private void append(Object value, int level) {
    if (level > MOST_LEVELS) {
      text.append('…');
    } else if (value instanceof Map<?, ?> map) {
      each(map.entrySet(), "{}", level);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      append(entry.getKey(), level);
      text.append('=');
      append(entry.getValue(), level);
    } else if (value instanceof List<?> list) {
      each(list, "[]", level);
    } else {
      text.append(value);
    }
  }

  private void each(Collection<?> values, String brackets, int level) {
    text.append(brackets.charAt(0));
    Iterator<?> left = values.iterator();
    while (left.hasNext() && !isFull()) {
      append(left.next(), level + 1);
      text.append(left.hasNext() ? ", " : "");
    }
    text.append(brackets.charAt(1));
  }
}
