package io.gradus.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.dl4j.Dl4j;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

class AccelerateCommandTest {

  @TempDir private Path directory;

  @Test
  void writesAnAcceleratedModelAndSaysWhatChanged() throws IOException {
    Path model = model(new Adam(0.01));
    byte[] before = Files.readAllBytes(model);
    Path out = directory.resolve("new.zip");

    Cli cli = Cli.run("accelerate", model.toString(), "--out", out.toString());

    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .startsWith("layer0: Adam(learningRate=0.01,")
        .contains("becomes adam {learningRate=0.01, beta1=0.9,")
        .endsWith("Wrote %s%n".formatted(out));
    MultiLayerNetwork network = MultiLayerNetwork.load(out.toFile(), true);
    assertThat(network.getLayerWiseConfigurations().toJson()).contains("GradusUpdater");
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
  }

  @Test
  void acceleratesGraphsToo() throws IOException {
    ComputationGraph graph = network(new Adam(0.01)).toComputationGraph();
    Path model = directory.resolve("graph.zip");
    ModelSerializer.writeModel(graph, model.toFile(), true);
    Path out = directory.resolve("new.zip");

    assertThat(Cli.run("accelerate", model.toString(), "--out", out.toString()).code()).isZero();

    assertThat(ComputationGraph.load(out.toFile(), true).getConfiguration().toJson())
        .contains("GradusUpdater");
  }

  @Test
  void dryRunWritesNothing() throws IOException {
    Path model = model(new Adam(0.01));

    Cli cli = Cli.run("accelerate", model.toString(), "--dry-run");

    assertThat(cli.code()).isZero();
    assertThat(cli.out()).contains("becomes adam {").endsWith("Wrote nothing.%n".formatted());
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(model);
    }
  }

  @Test
  void replacesAFileOnlyWithForce() throws IOException {
    Path model = model(new Adam(0.01));
    Path out = Files.writeString(directory.resolve("new.zip"), "precious");

    Cli refused = Cli.run("accelerate", model.toString(), "--out", out.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(out + " exists; --force replaces it.");
    assertThat(out).hasContent("precious");

    assertThat(Cli.run("accelerate", model.toString(), "--out", out.toString(), "--force").code())
        .isZero();
    assertThat(MultiLayerNetwork.load(out.toFile(), true).numParams()).isEqualTo(15);

    Cli itself = Cli.run("accelerate", model.toString(), "--out", model.toString(), "--force");
    assertThat(itself.code()).isEqualTo(2);
    assertThat(itself.err()).contains("would overwrite the model").doesNotContain("\tat ");
  }

  @Test
  void saysWhenThereIsNothingToChange() throws IOException {
    Path out = directory.resolve("new.zip");

    Cli cli = Cli.run("accelerate", model(new NoOp()).toString(), "--out", out.toString());

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out())
        .contains("layer0: NoOp() is left alone. It changes nothing.")
        .contains("Wrote nothing, as there is nothing to change.");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path text = Files.writeString(directory.resolve("text.zip"), "text");

    Cli none = Cli.run("accelerate", directory.resolve("none.zip").toString(), "--dry-run");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err())
        .contains("There is no file or directory " + directory.resolve("none.zip"));
    Path out = directory.resolve("no").resolve("new.zip");
    Cli nowhere = Cli.run("accelerate", model(new Adam()).toString(), "--out", out.toString());
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err())
        .startsWith("There is no file or directory %s.".formatted(out.getParent()));
    Cli noZip = Cli.run("accelerate", text.toString(), "--dry-run");
    assertThat(noZip.code()).isEqualTo(2);
    assertThat(noZip.err()).contains("it is not a zip file").doesNotContain("\tat ");
    Cli noOut = Cli.run("accelerate", text.toString());
    assertThat(noOut.code()).isEqualTo(2);
    assertThat(noOut.err()).contains("--out must name the file");
  }

  @Test
  void namesAMissingPlugInAlone() throws IOException {
    Path model = model(Dl4j.updater("adam"));
    Path missing = directory.resolve("missing.zip");
    try (ZipFile from = new ZipFile(model.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(missing))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(
            entry.getName().equals("configuration.json")
                ? new String(bytes, StandardCharsets.UTF_8)
                    .replace("\"name\" : \"adam\"", "\"name\" : \"my-rule\"")
                    .getBytes(StandardCharsets.UTF_8)
                : bytes);
      }
    }

    Cli cli = Cli.run("accelerate", missing.toString(), "--dry-run");

    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().lines()).hasSize(2);
    assertThat(cli.err().lines().findFirst().orElseThrow())
        .startsWith("DL4J cannot read the model " + missing + ": No optimizer is named 'my-rule'.")
        .endsWith("add what is missing to the class path.");
  }

  private Path model(IUpdater updater) throws IOException {
    Path file = directory.resolve("model.zip");
    ModelSerializer.writeModel(network(updater), file.toFile(), true);
    return file;
  }

  private static MultiLayerNetwork network(IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(updater)
                .list()
                .layer(
                    new OutputLayer.Builder().nIn(4).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    return network;
  }
}
