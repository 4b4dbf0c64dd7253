package org.kexshot.capture;

import java.io.IOException;
import org.kexshot.filter.DumpLevel;

/** A way to capture A's memory, at one instant or live; A goes on in every case. */
public interface CaptureMethod {
  /**
   * Looks whether a capture can be made, as far as that can be told before, and what it takes.
   * Nothing is taken yet.
   *
   * @throws CaptureException with the reason why it cannot
   * @throws org.kexshot.kexec.JumpException if this machine cannot jump
   */
  PreparedCapture prepare(DumpLevel level) throws IOException;
}
