package org.kexshot.loader;

import java.io.IOException;

/** An image that cannot be loaded or entered, and which kind of reason there is for it. */
public final class LoaderException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Kinds of reasons, each with an exit code of its own. */
  public enum Reason {
    /** The file is damaged, or is not for this machine; nothing was loaded. */
    IMAGE,
    /** Nothing is loaded that could be entered. */
    NOT_LOADED,
    /** The jump would not come back, and the user did not say that it may. */
    NO_RETURN
  }

  private final Reason reason;

  public LoaderException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public LoaderException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Of a file that does not do. */
  static LoaderException of(String file, String why) {
    return new LoaderException(Reason.IMAGE, file + ": " + why);
  }

  public Reason reason() {
    return reason;
  }
}
