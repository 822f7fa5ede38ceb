package io.gradus.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The file of a model taken apart, and put together again with something else in it. */
final class ModelBytes {

  private ModelBytes() {}

  /** What the file holds, by name. */
  static Map<String, byte[]> entries(byte[] model) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(model))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  static byte[] of(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] with(byte[] model, String name, UnaryOperator<byte[]> change) {
    Map<String, byte[]> entries = entries(model);
    entries.compute(name, (key, content) -> change.apply(content));
    return of(entries);
  }

  /** A model's file with another configuration. */
  static byte[] withConfiguration(byte[] model, UnaryOperator<String> change) {
    Charset theirs = Charset.defaultCharset(); // DL4J writes in it
    return with(
        model,
        "configuration.json",
        content -> change.apply(new String(content, theirs)).getBytes(theirs));
  }
}
