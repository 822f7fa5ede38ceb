package io.gradus.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The handwritten digits of the UCI repository: 1,797 images of 8 by 8 pixels. */
public final class Digits {

  /** Pixels of an image. */
  public static final int PIXELS = 64;

  /** Different labels, 0 to 9. */
  public static final int LABELS = 10;

  /** The value of a full pixel; a blank one is 0. */
  static final int FULL = 16;

  private static final double TRAINING_SHARE = 0.8;

  private final int[][] pixels;
  private final int[] labels;

  private Digits(int[][] pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * Row numbers of the images to train with and of those to test with.
   *
   * @param train about four fifths of the rows
   * @param test the others
   */
  public record Split(List<Integer> train, List<Integer> test) {}

  /**
   * Reads the data set that is stored next to this class.
   *
   * @return all images in the order of the file
   */
  public static Digits load() {
    List<int[]> rows = new ArrayList<>();
    try (InputStream packed = Digits.class.getResourceAsStream("data/digits.csv.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int[] row = new int[PIXELS + 1];
        String[] fields = line.split(",", -1);
        for (int i = 0; i < row.length; i++) {
          row[i] = Integer.parseInt(fields[i]);
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The digits that come with Gradus cannot be read.", e);
    }
    int[][] pixels = new int[rows.size()][PIXELS];
    int[] labels = new int[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(rows.get(i), 0, pixels[i], 0, PIXELS);
      labels[i] = rows.get(i)[PIXELS];
    }
    return new Digits(pixels, labels);
  }

  int size() {
    return labels.length;
  }

  int pixel(int row, int pixel) {
    return pixels[row][pixel];
  }

  /**
   * What an image shows.
   *
   * @param row from 0 on
   * @return 0 to 9
   */
  public int label(int row) {
    return labels[row];
  }

  /**
   * Four fifths to train and one fifth to test.
   *
   * @param seed draws them
   * @return all rows, each in one part
   */
  public Split split(long seed) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      rows.add(i);
    }
    Collections.shuffle(rows, new Random(seed));
    int train = (int) Math.round(TRAINING_SHARE * size());
    return new Split(List.copyOf(rows.subList(0, train)), List.copyOf(rows.subList(train, size())));
  }

  /**
   * Rows as DL4J takes them: pixels from 0 to 1, and a one in the place of the label.
   *
   * @param rows numbers of rows, from 0 on
   * @return features of rows by {@link #PIXELS}, labels of rows by {@link #LABELS}
   */
  public DataSet batch(List<Integer> rows) {
    float[][] features = new float[rows.size()][PIXELS];
    float[][] targets = new float[rows.size()][LABELS];
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      for (int j = 0; j < PIXELS; j++) {
        features[i][j] = pixels[row][j] / (float) FULL;
      }
      targets[i][labels[row]] = 1;
    }
    return new DataSet(Nd4j.create(features), Nd4j.create(targets));
  }
}
