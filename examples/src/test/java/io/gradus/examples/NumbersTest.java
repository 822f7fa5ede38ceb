package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumbersTest {

  @TempDir private Path directory;

  @Test
  @DisplayName("One thing is one thing, and none and several are things")
  void counts() {
    assertThat(Numbers.count(0, "epoch")).isEqualTo("0 epochs");
    assertThat(Numbers.count(1, "epoch")).isEqualTo("1 epoch");
    assertThat(Numbers.count(1, "mini-batch")).isEqualTo("1 mini-batch");
    assertThat(Numbers.count(2, "mini-batch")).isEqualTo("2 mini-batches");
  }

  @Test
  @DisplayName("A race of one epoch says so")
  void race() {
    String out = directory.toString();
    String options = "race --optimizers sgd --epochs 1 --batch 1797 --out";
    assertThat(Cli.run((options + " " + out).split(" ")).out())
        .contains("1 epoch of 1 mini-batch of 1797 images.");
    assertThat(RaceTable.heading(new Race(new Race.Settings(2, 1, 8, 1))))
        .contains("2 epochs of 1438 mini-batches of 1 image.");
  }
}
