package org.kexshot.capture;

import java.io.IOException;

/** A capture that could not be done, and which kind of reason there is for it. */
public class CaptureException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Kinds of reasons, each with an exit code of its own. */
  public enum Reason {
    /** No capture kernel is loaded, or one that must be loaded again. */
    NOT_LOADED,
    /** The snapshot device is missing, in use, or not the one that was labelled. */
    DEVICE,
    /** The kernel file or the toolkit's capture file system cannot be used. */
    KERNEL,
    /** The jump was made and came back without a dump. */
    NO_DUMP,
    /** What was captured is not what the capture kernel, or the program, wrote. */
    DUMP_DAMAGED,
    /** Another kexec image is loaded, which is not to be replaced unasked. */
    IMAGE_LOADED,
    /** The running kernel does not show its memory. */
    NOT_SHOWN,
    /** There is too little memory, for a snapshot in memory or for the capture kernel. */
    NO_ROOM,
    /** A snapshot that was taken is not in the repository, but kept elsewhere. */
    NOT_STORED
  }

  private final Reason reason;

  public CaptureException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public CaptureException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
