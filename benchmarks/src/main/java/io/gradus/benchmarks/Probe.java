package io.gradus.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * Whether steps can be taken in a JVM, and with which build of ND4J's natives. A program of its
 * own, because a JVM loads natives once, and because a processor that lacks their instructions ends
 * the process.
 */
final class Probe {

  private static final String LIBRARY = "jnind4jcpu";

  private Probe() {}

  /**
   * Takes a step, and prints the JVM and the natives that did.
   *
   * @param arguments none
   * @throws Exception if ND4J does not start
   */
  public static void main(String[] arguments) throws Exception {
    try (Workload workload = new Workload(Rule.ADAM, 5000)) {
      Subject.DL4J.on(workload).step();
      Subject.GRADUS.on(workload).step();
    }
    Worker.print("jvm", Runtime.version().feature(), Machine.jvm());
    Worker.print("natives", loaded());
  }

  /** The platform and extension of the loaded natives, such as linux-x86_64-avx2. */
  private static String loaded() throws IOException, ClassNotFoundException {
    // JavaCPP extracts each build to a directory of its name. The operating system knows best which
    // one was loaded.
    Path maps = Path.of("/proc/self/maps");
    Optional<Path> library = Optional.empty();
    if (Files.isReadable(maps)) {
      try (var lines = Files.lines(maps)) {
        library =
            lines
                .filter(line -> line.contains(LIBRARY))
                .map(line -> Path.of(line.substring(line.indexOf('/'))))
                .findFirst();
      }
    }
    if (library.isEmpty()) {
      Class<?> bindings = Class.forName("org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu");
      library = Optional.ofNullable(Loader.load(bindings)).map(Path::of);
    }
    return library.map(path -> path.getParent().getFileName().toString()).orElse("unknown");
  }
}
