package org.kexshot.capture;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.kexshot.kexec.clock.JumpClock;

/** A capture at one dump level that can be made now. */
public interface PreparedCapture extends Closeable {
  /** The method in a word, as the user asks for it. */
  String method();

  /** What it is to take, in words; empty where that cannot be told before. */
  Optional<String> estimate();

  /** Pages that it is going to keep, by an estimate. */
  long estimatedPages() throws IOException;

  /**
   * Captures.
   *
   * @param clock measures the jump, and puts A's clock right when A is back
   * @throws CaptureException with the reason
   * @throws org.kexshot.kexec.JumpException if the kernel refuses the jump
   */
  CapturedMemory capture(JumpClock clock) throws IOException;
}
