package org.kexshot.capture.kernel;

import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.JumpLock;

/**
 * A snapshot by the loaded capture kernel, which writes a dump to the snapshot device.
 *
 * @param lock that nobody else loads, unloads or takes a snapshot
 * @param deadlineSeconds how long the capture kernel may take for the dump
 */
public record CaptureByKernel(JumpLock lock, int deadlineSeconds) implements CaptureMethod {
  /** How long the capture kernel may take for a dump if the user does not say, in seconds. */
  public static final int DEFAULT_DEADLINE = 600;

  /** The method in a word. */
  static final String NAME = "kernel";

  @Override
  public PreparedCapture prepare(DumpLevel level) {
    return new PreparedByKernel(lock, deadlineSeconds, level);
  }
}
