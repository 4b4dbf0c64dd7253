package org.kexshot.capture;

import java.io.IOException;
import org.kexshot.filter.DumpLevel;

/** A way to capture A's memory at one instant; A goes on in every case. */
public interface CaptureMethod {
  /** In a word, as the user asks for it. */
  String name();

  /**
   * Captures.
   *
   * @throws CaptureException with the reason
   * @throws org.kexshot.kexec.JumpException if the kernel refuses the jump
   */
  CapturedMemory capture(DumpLevel level) throws IOException;
}
