package io.gradus.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's description, as far as it tells. */
final class Machine {

  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private Machine() {}

  static Map<String, String> describe() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("Processor", value(CPU, "model name").orElse(System.getProperty("os.arch")));
    description.put("Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    value(CPU, "flags")
        .map(
            flags ->
                Stream.of(flags.split(" "))
                    .filter(flag -> flag.startsWith("avx") || flag.equals("fma"))
                    .collect(Collectors.toCollection(TreeSet::new)))
        .ifPresent(flags -> description.put("Vector instructions", String.join(" ", flags)));
    String caches = caches();
    if (!caches.isEmpty()) {
      description.put("Caches", caches);
    }
    value(MEMORY, "MemTotal").ifPresent(memory -> description.put("Memory", memory));
    description.put(
        "Operating system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load >= 0) {
      description.put("Load of the last minute before", String.format(Locale.ROOT, "%.1f", load));
    }
    return description;
  }

  /** This JVM. */
  static String jvm() {
    return "%s %s, %s"
        .formatted(
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            System.getProperty("java.vendor"));
  }

  private static Optional<String> value(Path file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private static String caches() {
    if (!Files.isDirectory(CACHES)) {
      return "";
    }
    try (Stream<Path> directories = Files.list(CACHES)) {
      return directories
          .filter(directory -> directory.getFileName().toString().startsWith("index"))
          .sorted()
          .map(
              directory ->
                  "L%s %s %s"
                      .formatted(
                          line(directory.resolve("level")),
                          line(directory.resolve("type")),
                          line(directory.resolve("size"))))
          .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "";
    }
  }

  private static String line(Path file) {
    return lines(file).stream().findFirst().orElse("?");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
