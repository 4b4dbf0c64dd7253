package org.kexshot.libvirt;

import java.io.IOException;

/** libvirt cannot be reached, refused what was asked of it, or did not answer in time. */
public final class LibvirtException extends IOException {
  private static final long serialVersionUID = 1L;

  public LibvirtException(String message) {
    super(message);
  }

  public LibvirtException(String message, Throwable cause) {
    super(message, cause);
  }
}
