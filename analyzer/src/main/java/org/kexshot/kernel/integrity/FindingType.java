package org.kexshot.kernel.integrity;

import java.util.Locale;

/** What a {@link Finding} is about. */
public enum FindingType {
  /** An entry of a system call table that is not a system call of the kernel. */
  SYSTEM_CALL,
  /** A gate of the interrupt descriptor table that leads out of the kernel's text. */
  INTERRUPT_GATE,
  /** A pointer in a table of operations that leads where no operation can be. */
  OPERATION,
  /** A function that is registered to be called, and is of neither the kernel nor a module. */
  HOOK,
  /** A module that is not on the list of modules. */
  HIDDEN_MODULE,
  /** A process or thread that is on no list of tasks. */
  HIDDEN_TASK,
  /** A kernel thread that says it is a process. */
  DISGUISED_TASK,
  /** Code that differs from the first image of the same boot, or that leads where it cannot. */
  TEXT;

  /** In small letters. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
