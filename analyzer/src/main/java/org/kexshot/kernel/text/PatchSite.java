package org.kexshot.kernel.text;

/**
 * A place of the kernel's code that the kernel itself patches.
 *
 * @param address of its first byte
 * @param cause why it is patched
 * @param form what may stand there
 * @param detail where the jump of {@link Form#KEY} leads; of {@link Form#PROBE} the address of its
 *     {@code struct kprobe}; 0 of others
 */
public record PatchSite(long address, PatchCause cause, Form form, long detail) {
  /** What may stand at a place. */
  public enum Form {
    /** Nothing to do, or a jump to one place. */
    KEY,
    /** A call or a jump to a function, nothing to do, or a return. */
    CALL,
    /** Nothing to do at a function's entry, or a call of the tracer. */
    ENTRY,
    /** A call or a jump of the tracer's own code, to what traces. */
    STUB,
    /** A breakpoint, a jump to the probe's own code, or what stood there. */
    PROBE,
    /** A {@code lock} prefix, or one that does nothing. */
    LOCK
  }

  /** The same place, patched for another reason. */
  PatchSite because(PatchCause other) {
    return new PatchSite(address, other, form, detail);
  }
}
