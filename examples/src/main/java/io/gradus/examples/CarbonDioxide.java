package io.gradus.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The carbon dioxide in the air on Mauna Loa: 682 monthly means from March 1958 to December 2014,
 * in ppm, by the US National Oceanic and Atmospheric Administration.
 */
public final class CarbonDioxide {

  private static final int YEAR = 0;
  private static final int INTERPOLATED = 4;

  private final int[] years;
  private final double[] means;

  private CarbonDioxide(int[] years, double[] means) {
    this.years = years;
    this.means = means;
  }

  /**
   * Reads the series that is stored next to this class.
   *
   * @return all months
   */
  public static CarbonDioxide load() {
    try (InputStream file = CarbonDioxide.class.getResourceAsStream("data/co2_mm_mlo.txt");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
      List<String[]> months =
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(" +"))
              .toList();
      return new CarbonDioxide(
          months.stream().mapToInt(month -> Integer.parseInt(month[YEAR])).toArray(),
          months.stream().mapToDouble(month -> Double.parseDouble(month[INTERPOLATED])).toArray());
    } catch (IOException e) {
      throw new UncheckedIOException("The series that comes with Gradus cannot be read.", e);
    }
  }

  /**
   * The number of months.
   *
   * @return 682
   */
  public int months() {
    return means.length;
  }

  /**
   * The first month of a year.
   *
   * @param year from 1959 to 2014
   * @return its number, counted from 0 for March 1958
   * @throws IllegalArgumentException if the series has no such January
   */
  public int january(int year) {
    return IntStream.range(1, months())
        .filter(month -> years[month] == year && years[month - 1] < year)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The series has the Januaries of 1959 to 2014, but not that of %d."
                        .formatted(year)));
  }

  /**
   * How much more there is in a month than in the one before.
   *
   * @param month from 1 on, counted from 0 for March 1958
   * @return in ppm
   */
  public double change(int month) {
    return means[month] - means[month - 1];
  }
}
