package io.gradus.api;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody probably meant. */
final class NearestName {

  private NearestName() {}

  /** A sentence that names the nearest of the candidates, or nothing where none is near. */
  static String hint(String asked, Collection<String> candidates) {
    int far = Math.max(2, asked.length() / 3) + 1;
    String nearest = null;
    int best = far;
    int bestStrange = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - asked.length()) > best) {
        continue; // no nearer than that
      }
      String a = asked.toLowerCase(Locale.ROOT);
      String b = candidate.toLowerCase(Locale.ROOT);
      int distance = distance(a, b);
      int strange = strange(a, b);
      if (distance < best || (distance == best && distance < far && strange < bestStrange)) {
        best = distance;
        bestStrange = strange;
        nearest = candidate;
      }
    }
    return nearest == null ? "" : " Did you mean '" + nearest + "'?";
  }

  /**
   * The distance of Damerau, restricted: how many letters to insert, delete, replace or exchange
   * with their neighbour.
   */
  private static int distance(String a, String b) {
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
      }
    }
    return rows[a.length()][b.length()];
  }

  /** How many letters are in one word alone, wherever they stand. */
  private static int strange(String a, String b) {
    String left = b;
    int strange = 0;
    for (int i = 0; i < a.length(); i++) {
      int at = left.indexOf(a.charAt(i));
      if (at < 0) {
        strange++;
      } else {
        left = left.substring(0, at) + left.substring(at + 1);
      }
    }
    return strange + left.length();
  }
}
