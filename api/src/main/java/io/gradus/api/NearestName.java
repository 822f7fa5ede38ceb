package io.gradus.api;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody probably meant. */
final class NearestName {

  private NearestName() {}

  /** A sentence that names the nearest of the candidates, or nothing where none is near. */
  static String hint(String asked, Collection<String> candidates) {
    String nearest = null;
    int best = Math.max(2, asked.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(asked.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    return nearest == null ? "" : " Did you mean '" + nearest + "'?";
  }

  /** Levenshtein's distance: how many letters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
