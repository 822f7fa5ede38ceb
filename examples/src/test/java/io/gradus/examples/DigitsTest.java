package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsTest {

  private final Digits digits = Digits.load();

  @Test
  void isTheWholeDataSet() {
    int[] counts = new int[Digits.LABELS];
    long sum = 0;
    for (int row = 0; row < digits.size(); row++) {
      counts[digits.label(row)]++;
      for (int pixel = 0; pixel < Digits.PIXELS; pixel++) {
        assertThat(digits.pixel(row, pixel)).isBetween(0, Digits.FULL);
        sum += digits.pixel(row, pixel);
      }
    }
    assertThat(digits.size()).isEqualTo(1797);
    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    assertThat(sum).isEqualTo(561_718);
  }

  @Test
  void isShippedWithItsLicence() {
    assertThat(Digits.class.getResource("data/digits-LICENSE.txt")).isNotNull();
  }

  @Test
  void splitsByTheSeedAlone() {
    assertThat(digits.split(5)).isEqualTo(Digits.load().split(5)).isNotEqualTo(digits.split(6));
  }

  @Test
  void splitsIntoAllRowsOnce() {
    Digits.Split split = digits.split(1);
    Set<Integer> all = new HashSet<>(split.train());
    all.addAll(split.test());
    assertThat(split.train()).hasSize(1438);
    assertThat(split.test()).hasSize(359);
    assertThat(all).hasSize(1797);
  }

  @Test
  void scalesPixelsToOneAndMarksTheLabel() {
    var batch = digits.batch(digits.split(1).train().subList(0, 7));
    assertThat(batch.getFeatures().shape()).containsExactly(7, 64);
    assertThat(batch.getFeatures().maxNumber().doubleValue()).isEqualTo(1);
    assertThat(batch.getLabels().sumNumber().doubleValue()).isEqualTo(7);
  }
}
