package io.gradus.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in the words of people. */
final class Reason {

  private Reason() {}

  /** The reason, to stand behind a colon; without a full stop. */
  static String of(Throwable failure) {
    if (!(failure instanceof FileSystemException file)) {
      boolean says = failure.getClass() == IOException.class && failure.getMessage() != null;
      return says ? failure.getMessage() : failure.toString();
    }
    String reason = file.getReason();
    if (reason == null) {
      if (file instanceof AccessDeniedException) {
        reason = "permission denied";
      } else if (file instanceof NoSuchFileException) {
        reason = "no such file or directory";
      } else if (file instanceof FileAlreadyExistsException) {
        reason = "a file already exists";
      } else if (file instanceof NotDirectoryException) {
        reason = "it is not a directory";
      } else {
        return failure.toString();
      }
    }
    return file.getFile() == null ? reason : reason + " (" + file.getFile() + ")";
  }
}
