package io.gradus.dl4j;

import io.gradus.api.InvalidConfigurationException;
import io.gradus.api.InvalidHyperparametersException;
import io.gradus.api.PluginNotFoundException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A model in a file of DL4J's {@link ModelSerializer}, to be accelerated.
 *
 * <p>DL4J reads and writes a configuration in the JVM's default charset, which loses the names of
 * layers where that is not UTF-8. So the configuration is read here, and written in characters that
 * all charsets share.
 */
final class ModelFile implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final ZipFile zip;
  private final String configuration;
  private final boolean isGraph;

  private ModelFile(Path path) throws IOException {
    this.path = path;
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isRegularFile(path)) {
      throw noModel("it is a directory or a device");
    }
    try {
      this.zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw noModel("it is not a zip file");
    }
    try {
      this.configuration = configuration();
      this.isGraph = isGraph();
      ZipEntry parameters = zip.getEntry(ModelSerializer.COEFFICIENTS_BIN);
      if (parameters == null
          || (parameters.getSize() == 0
              && zip.getEntry(ModelSerializer.NO_PARAMS_MARKER) == null)) {
        throw noModel("it holds no " + ModelSerializer.COEFFICIENTS_BIN);
      }
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  static AccelerationPlan plan(Path model) throws IOException {
    try (ModelFile file = new ModelFile(model)) {
      return file.isGraph ? Accelerator.plan(file.graph()) : Accelerator.plan(file.network());
    }
  }

  static AccelerationPlan accelerate(Path model, Path result, boolean replace) throws IOException {
    check(model, result, replace);
    try (ModelFile file = new ModelFile(model)) {
      if (file.isGraph) {
        ComputationGraph graph = file.graph();
        AccelerationPlan plan = Accelerator.plan(graph);
        if (plan.changesAnything()) {
          ComputationGraph after = Accelerator.accelerate(graph);
          file.write(after.getConfiguration().toJson(), after.getUpdater(false), result, replace);
        }
        return plan;
      }
      MultiLayerNetwork network = file.network();
      AccelerationPlan plan = Accelerator.plan(network);
      if (plan.changesAnything()) {
        MultiLayerNetwork after = Accelerator.accelerate(network);
        String json = after.getLayerWiseConfigurations().toJson();
        file.write(json, after.getUpdater(false), result, replace);
      }
      return plan;
    }
  }

  /**
   * Writes a model anew with an object beside it, as DL4J does, which leaves a copy of the model
   * among the temporary files where it is interrupted.
   */
  static void addObject(Path model, String key, WholeFile.Content object) throws IOException {
    try (ZipFile zip = new ZipFile(model.toFile())) {
      WholeFile.write(model, true, out -> copy(zip, Map.of("objects/" + key, object), out));
    }
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
    if (!Files.isRegularFile(result)) {
      throw new IllegalArgumentException(
          "The result must be a file, but %s is a device.".formatted(result));
    }
  }

  private String configuration() throws IOException {
    ZipEntry entry = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
    if (entry == null) {
      throw noModel("it holds no " + ModelSerializer.CONFIGURATION_JSON);
    }
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readAllBytes();
    } catch (ZipException | EOFException e) {
      throw unreadable(e);
    }
    Set<Charset> charsets = new LinkedHashSet<>();
    charsets.add(StandardCharsets.UTF_8);
    charsets.add(Charset.defaultCharset());
    for (Charset charset : charsets) {
      try {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException another) {
        // DL4J writes the default charset of the JVM that it runs in
      }
    }
    throw new IllegalArgumentException(
        "The %s of the model %s is not written in %s, but in the charset of the JVM that saved it; convert it to UTF-8."
            .formatted(
                ModelSerializer.CONFIGURATION_JSON,
                path,
                charsets.stream().map(Charset::name).collect(Collectors.joining(" or "))));
  }

  private boolean isGraph() {
    try {
      JsonNode json = JSON.readTree(configuration);
      if (json.has("vertices") || json.has("confs")) {
        return json.has("vertices");
      }
    } catch (JsonProcessingException e) {
      throw noModel("its " + ModelSerializer.CONFIGURATION_JSON + " is not JSON");
    }
    throw noModel("its " + ModelSerializer.CONFIGURATION_JSON + " is not of a network");
  }

  private MultiLayerNetwork network() throws IOException {
    try {
      MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration);
      INDArray parameters = array(ModelSerializer.COEFFICIENTS_BIN);
      if (parameters != null) {
        read.setDataType(parameters.dataType()); // which old configurations do not say
      }
      MultiLayerNetwork network = new MultiLayerNetwork(read);
      network.init(parameters, false);
      INDArray state = array(ModelSerializer.UPDATER_BIN);
      if (state != null) {
        network.getUpdater().setStateViewArray(network, state, false);
      }
      return network;
    } catch (ZipException | EOFException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private ComputationGraph graph() throws IOException {
    try {
      ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(configuration);
      INDArray parameters = array(ModelSerializer.COEFFICIENTS_BIN);
      if (parameters != null) {
        read.setDataType(parameters.dataType());
      }
      ComputationGraph graph = new ComputationGraph(read);
      graph.init(parameters, false);
      INDArray state = array(ModelSerializer.UPDATER_BIN);
      if (state != null) {
        graph.getUpdater().setStateViewArray(state);
      }
      return graph;
    } catch (ZipException | EOFException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** An array of the file; null where there is none, or an empty one of a model that has none. */
  private INDArray array(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null || entry.getSize() == 0) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
      return Nd4j.read(in);
    }
  }

  private IllegalArgumentException noModel(String reason) {
    return new IllegalArgumentException("%s is no model of DL4J's: %s.".formatted(path, reason));
  }

  private IllegalArgumentException unreadable(Exception cause) {
    return new IllegalArgumentException(
        "DL4J cannot read the model %s: %s".formatted(path, sentence(cause)), cause);
  }

  /** What lies at the bottom of it: Jackson and DL4J say the whole configuration around it. */
  private static String sentence(Exception thrown) {
    String sentence =
        thrown instanceof EOFException ? "An array in it is cut off." : thrown.toString();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof PluginNotFoundException
          || cause instanceof InvalidConfigurationException
          || cause instanceof InvalidHyperparametersException) {
        return cause.getMessage();
      }
      if (cause.getMessage() != null) {
        sentence = cause.getMessage().lines().findFirst().orElse(sentence);
      }
    }
    return sentence;
  }

  /** All entries as they are, but for the configuration and the state. */
  private void write(String json, Updater updater, Path result, boolean replace)
      throws IOException {
    Map<String, WholeFile.Content> changed = new LinkedHashMap<>();
    changed.put(ModelSerializer.CONFIGURATION_JSON, out -> out.write(ascii(json)));
    if (zip.getEntry(ModelSerializer.UPDATER_BIN) != null) {
      changed.put(
          ModelSerializer.UPDATER_BIN,
          out -> Nd4j.write(updater.getStateViewArray(), new DataOutputStream(out)));
    }
    WholeFile.write(result, replace, path, out -> copy(zip, changed, out));
  }

  /** Copies the entries, of which some are changed or new. */
  private static void copy(ZipFile from, Map<String, WholeFile.Content> changed, OutputStream file)
      throws IOException {
    Map<String, WholeFile.Content> missing = new LinkedHashMap<>(changed);
    ZipOutputStream to = new ZipOutputStream(file);
    Enumeration<? extends ZipEntry> entries = from.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      ZipEntry copy = new ZipEntry(entry.getName());
      copy.setTime(entry.getTime());
      to.putNextEntry(copy);
      WholeFile.Content content = missing.remove(entry.getName());
      if (content != null) {
        content.writeTo(to);
      } else {
        try (InputStream in = from.getInputStream(entry)) {
          in.transferTo(to);
        }
      }
      to.closeEntry();
    }
    for (Map.Entry<String, WholeFile.Content> entry : missing.entrySet()) {
      to.putNextEntry(new ZipEntry(entry.getKey()));
      entry.getValue().writeTo(to);
      to.closeEntry();
    }
    to.finish();
  }

  /** JSON in ASCII: all else, which can stand in its strings alone, as escapes. */
  private static byte[] ascii(String json) {
    StringBuilder text = new StringBuilder(json.length());
    json.chars()
        .forEach(
            unit -> {
              if (unit < 0x80) {
                text.append((char) unit);
              } else {
                text.append("\\u%04x".formatted(unit));
              }
            });
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
