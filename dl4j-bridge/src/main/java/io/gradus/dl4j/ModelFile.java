package io.gradus.dl4j;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Accelerates models in files. A result is there whole or not at all. */
final class ModelFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFile() {}

  static AccelerationPlan plan(Path model) throws IOException {
    return isGraph(model) ? Accelerator.plan(graph(model)) : Accelerator.plan(network(model));
  }

  static AccelerationPlan accelerate(Path model, Path result, boolean replace) throws IOException {
    check(model, result, replace);
    if (isGraph(model)) {
      ComputationGraph graph = graph(model);
      AccelerationPlan plan = Accelerator.plan(graph);
      if (plan.changesAnything()) {
        ComputationGraph after = Accelerator.accelerate(graph);
        write(model, after.getConfiguration().toJson(), after.getUpdater(false), result, replace);
      }
      return plan;
    }
    MultiLayerNetwork network = network(model);
    AccelerationPlan plan = Accelerator.plan(network);
    if (plan.changesAnything()) {
      MultiLayerNetwork after = Accelerator.accelerate(network);
      String configuration = after.getLayerWiseConfigurations().toJson();
      write(model, configuration, after.getUpdater(false), result, replace);
    }
    return plan;
  }

  /** Before the work, so that nobody waits for what cannot be written. */
  private static void check(Path model, Path result, boolean replace) throws IOException {
    Path directory = result.toAbsolutePath().getParent();
    if (Files.isDirectory(result) || directory == null) {
      throw new IllegalArgumentException(
          "The result must be a file, but %s is a directory.".formatted(result));
    }
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.exists(result)) {
      return;
    }
    if (Files.exists(model) && Files.isSameFile(model, result)) {
      throw new IllegalArgumentException(
          "The result would overwrite the model %s; name another file.".formatted(model));
    }
    if (!replace) {
      throw new FileAlreadyExistsException(result.toString());
    }
  }

  private static boolean isGraph(Path model) throws IOException {
    if (!Files.isRegularFile(model)) {
      throw new NoSuchFileException(model.toString());
    }
    try (ZipFile zip = new ZipFile(model.toFile())) {
      ZipEntry entry = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
      if (entry == null) {
        throw new IllegalArgumentException(
            "%s is no model of DL4J's: it holds no %s."
                .formatted(model, ModelSerializer.CONFIGURATION_JSON));
      }
      try (InputStream in = zip.getInputStream(entry)) {
        JsonNode configuration = JSON.readTree(in);
        return configuration.has("vertices");
      }
    } catch (ZipException e) {
      throw new IllegalArgumentException(
          "%s is no model of DL4J's: it is not a zip file.".formatted(model), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s is no model of DL4J's: its %s is not JSON."
              .formatted(model, ModelSerializer.CONFIGURATION_JSON),
          e);
    }
  }

  private static MultiLayerNetwork network(Path model) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(model))) {
      return ModelSerializer.restoreMultiLayerNetwork(in, true);
    } catch (RuntimeException e) {
      throw unreadable(model, e);
    }
  }

  private static ComputationGraph graph(Path model) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(model))) {
      return ModelSerializer.restoreComputationGraph(in, true);
    } catch (RuntimeException e) {
      throw unreadable(model, e);
    }
  }

  private static IllegalArgumentException unreadable(Path model, RuntimeException cause) {
    return new IllegalArgumentException(
        "DL4J cannot read the model %s: %s".formatted(model, cause.getMessage()), cause);
  }

  private static void write(
      Path model, String configuration, Updater updater, Path result, boolean replace)
      throws IOException {
    WholeFile.write(result, replace, unfinished -> copy(model, configuration, updater, unfinished));
  }

  /** All entries as they are, but for the configuration and the state. */
  private static void copy(Path model, String configuration, Updater updater, Path result)
      throws IOException {
    try (ZipFile from = new ZipFile(model.toFile());
        OutputStream file =
            new BufferedOutputStream(Files.newOutputStream(result, StandardOpenOption.CREATE_NEW));
        ZipOutputStream to = new ZipOutputStream(file)) {
      Enumeration<? extends ZipEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        to.putNextEntry(copy);
        if (entry.getName().equals(ModelSerializer.CONFIGURATION_JSON)) {
          to.write(configuration.getBytes(Charset.defaultCharset())); // as DL4J reads it
        } else if (entry.getName().equals(ModelSerializer.UPDATER_BIN)) {
          to.write(bytes(updater.getStateViewArray()));
        } else {
          try (InputStream in = from.getInputStream(entry)) {
            in.transferTo(to);
          }
        }
        to.closeEntry();
      }
    }
  }

  private static byte[] bytes(INDArray state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Nd4j.write(state, out);
    }
    return bytes.toByteArray();
  }
}
