package org.kexshot.kernel.integrity;

import java.util.Locale;

/** What {@link Integrity} looks at, as it counts it. */
public enum Subject {
  SYSTEM_CALLS,
  INTERRUPT_GATES,
  TABLES_OF_OPERATIONS,
  REGISTERED_FUNCTIONS,
  FILES,
  FUNCTIONS,
  PATCHED_PLACES,
  MODULES,
  PROCESSES;

  /** In small letters. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
