package org.kexshot.store.file;

import java.io.IOException;

/** What went wrong with a snapshot repository; the message names the file and what to do. */
public class RepositoryException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Kinds of failure that a caller can act on. */
  public enum Reason {
    /** The directory holds no repository, or one of an unknown version. */
    NOT_A_REPOSITORY,
    /** No snapshot has that id, prefix or label, or more than one has that prefix. */
    NO_SUCH_SNAPSHOT,
    /** Another process is writing. */
    LOCKED,
    /** The disk has too little room for what is to be added. */
    NO_ROOM,
    /** The repository is encrypted, and no key was given or a wrong one. */
    KEY,
    /** A stored file is not what its name, checksum or manifest promises. */
    CORRUPT
  }

  private final Reason reason;

  public RepositoryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public RepositoryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A stored file that is not what it must be. */
  public static RepositoryException corrupt(Object file, String detail) {
    return new RepositoryException(
        Reason.CORRUPT,
        "%s: %s; the repository is damaged, restore this file from a copy".formatted(file, detail));
  }

  public Reason reason() {
    return reason;
  }
}
