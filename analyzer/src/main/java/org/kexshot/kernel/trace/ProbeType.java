package org.kexshot.kernel.trace;

import java.util.Locale;

/** Where a {@link Probe} is called. */
public enum ProbeType {
  /** At an instruction. */
  KPROBE,
  /** When a function returns. */
  KRETPROBE,
  /** When functions are entered that are compiled to be traced. */
  FUNCTION_TRACER,
  /** At a place that the kernel's source marks. */
  TRACEPOINT;

  /** In small letters. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
