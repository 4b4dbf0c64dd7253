package org.kexshot.filter;

import java.io.IOException;

/** VMCOREINFO lacks a line without which pages cannot be told apart. */
public class MissingVmcoreinfoException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param line the line, as VMCOREINFO would have it
   */
  public MissingVmcoreinfoException(String line) {
    super(
        "VMCOREINFO has no line %s, so pages cannot be filtered; dump level 0 keeps them all"
            .formatted(line));
  }
}
