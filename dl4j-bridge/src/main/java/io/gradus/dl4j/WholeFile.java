package io.gradus.dl4j;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Writes files that are there whole or not at all. A file is made in a hidden directory beside its
 * place, which only its owner can read, and is then moved there in one go.
 *
 * <p>The directory is deleted whatever becomes of the file, also where the JVM is asked to end in
 * the middle, by Ctrl-C or SIGTERM. Only a JVM that is killed outright (SIGKILL) or a machine that
 * stops leaves it behind: its name begins with {@value #PREFIX}, and it may be deleted.
 *
 * <p>Thread-safe; of several that write one file, the last one wins.
 */
public final class WholeFile {

  /** How the names of the hidden directories begin. */
  public static final String PREFIX = ".gradus-unfinished-";

  /** What a file holds. */
  @FunctionalInterface
  public interface Content {

    /**
     * Writes it.
     *
     * @param file where to; buffered, and closed by the caller
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream file) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a file. One that is replaced hands on its permissions and, where this process may set
   * them, its owner and group; where it is a symbolic link, the file that it leads to is replaced.
   *
   * @param file where it goes, in a directory that exists
   * @param replace whether a file that is there may be replaced
   * @param content what it holds; what it throws is handed on
   * @throws java.nio.file.FileAlreadyExistsException if there is a file that may not be replaced
   * @throws IOException if the file cannot be written; then what was there is there still
   */
  public static void write(Path file, boolean replace, Content content) throws IOException {
    write(file, replace, null, content);
  }

  /**
   * Writes a file that nobody may read who may not read another one.
   *
   * @param origin where the content comes from; null for nowhere
   */
  static void write(Path file, boolean replace, Path origin, Content content) throws IOException {
    boolean replaces = replace && Files.exists(file);
    Path target = replaces ? file.toRealPath() : file;
    Path directory = Files.createTempDirectory(target.toAbsolutePath().getParent(), PREFIX);
    Thread atExit = new Thread(() -> delete(directory));
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
      Path unfinished = directory.resolve(target.getFileName());
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW))) {
        content.writeTo(out);
      }
      if (replaces) {
        keepAttributes(target, unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        if (origin != null) {
          keepPrivate(origin, unfinished);
        }
        Files.move(unfinished, target);
      }
    } finally {
      delete(directory);
      forget(atExit);
    }
  }

  private static void keepAttributes(Path from, Path to) throws IOException {
    PosixFileAttributeView view = posix(to);
    if (view != null) {
      PosixFileAttributes wanted = posix(from).readAttributes();
      PosixFileAttributes own = view.readAttributes();
      try {
        if (!own.owner().equals(wanted.owner())) {
          view.setOwner(wanted.owner());
        }
        if (!own.group().equals(wanted.group())) {
          view.setGroup(wanted.group());
        }
      } catch (IOException notAllowed) {
        // only the superuser may give files away
      }
      view.setPermissions(wanted.permissions());
    }
  }

  private static void keepPrivate(Path origin, Path file) throws IOException {
    PosixFileAttributeView view = posix(file);
    if (view != null && posix(origin) != null) {
      Set<PosixFilePermission> both = view.readAttributes().permissions();
      both.retainAll(posix(origin).readAttributes().permissions());
      view.setPermissions(both);
    }
  }

  /** Null where files have no such permissions. */
  private static PosixFileAttributeView posix(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class);
  }

  private static void delete(Path directory) {
    // at the JVM's end the writer may still be at work, and make a file after the others are gone
    for (int i = 0; i < 100 && Files.exists(directory, LinkOption.NOFOLLOW_LINKS); i++) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        // tried again
      }
    }
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // it is at work already
    }
  }
}
