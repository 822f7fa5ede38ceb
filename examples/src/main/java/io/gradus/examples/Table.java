package io.gradus.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in aligned columns, each cell wrapped at words, within {@link #WIDTH} characters.
 */
final class Table {

  /** Columns of a terminal that lines are made for. */
  static final int WIDTH = 100;

  private static final String GAP = "  ";

  private final int indent;
  private final int[] limits;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * A table.
   *
   * @param indent blanks before each line
   * @param limits the most that each column but the last may take; the last has the rest
   */
  Table(int indent, int... limits) {
    this.indent = indent;
    this.limits = limits.clone();
  }

  /** Adds a row, with a cell for each limit and one more. */
  void add(String... cells) {
    rows.add(cells.clone());
  }

  @Override
  public String toString() {
    int[] widths = new int[limits.length + 1];
    int left = WIDTH - indent;
    for (int column = 0; column < limits.length; column++) {
      for (String[] row : rows) {
        widths[column] = Math.max(widths[column], Math.min(limits[column], row[column].length()));
      }
      left -= widths[column] + GAP.length();
    }
    widths[limits.length] = left;
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      List<List<String>> cells = new ArrayList<>();
      int height = 1;
      for (int column = 0; column < row.length; column++) {
        cells.add(wrapped(row[column], widths[column]));
        height = Math.max(height, cells.get(column).size());
      }
      for (int line = 0; line < height; line++) {
        StringBuilder whole = new StringBuilder(" ".repeat(indent));
        for (int column = 0; column < row.length; column++) {
          List<String> cell = cells.get(column);
          whole.append(padded(line < cell.size() ? cell.get(line) : "", widths[column]));
          whole.append(GAP);
        }
        text.append(whole.toString().stripTrailing()).append(System.lineSeparator());
      }
    }
    return text.toString();
  }

  /** Text broken at blanks, and within a word only where it is too long for a line. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > 0 && !rest.substring(0, blank).isBlank() ? blank : width;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).strip();
    }
    lines.add(rest);
    return lines;
  }

  /** Text followed by blanks, up to a width. */
  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
