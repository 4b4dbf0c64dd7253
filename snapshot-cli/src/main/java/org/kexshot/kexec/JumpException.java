package org.kexshot.kexec;

import java.io.IOException;

/** A jump that could not be made, and which kind of reason there is for it. */
public class JumpException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Kinds of reasons, each with an exit code of its own. */
  public enum Reason {
    /** The caller is not root. */
    NOT_ROOT,
    /** The running kernel or its configuration cannot jump. */
    CANNOT_JUMP,
    /** The kernel refused the jump; nothing happened. */
    JUMP_REFUSED,
    /** Another process loads, unloads or takes a snapshot. */
    BUSY,
    /**
     * Another program's image is loaded, or one of kexshot's for something else; it is neither
     * entered nor replaced.
     */
    FOREIGN_IMAGE
  }

  private final Reason reason;

  public JumpException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public JumpException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
