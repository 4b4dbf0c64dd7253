package org.kexshot.export;

/** The formats that dumps are written in. */
public enum OutputFormat {
  /** kdump-compressed, version 6: pages packed one by one; missing pages can be marked. */
  KDUMP,
  /** ELF64 core: pages as they are, in ascending order and written from front to back. */
  ELF
}
