package org.kexshot.operation.hibernate;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.kexshot.hibernate.resume.Resume;
import org.kexshot.kexec.JumpLock;

/**
 * The resuming of a system that was hibernated, by this one, which ends.
 *
 * @param device with its image
 * @param force whether differences of devices and file systems are passed over
 * @param patience how long to wait for another process that loads or takes a snapshot
 */
public record ResumeSystem(String device, boolean force, Duration patience) {
  /**
   * Resumes it. Does not return.
   *
   * @param told is told what is done
   * @throws IOException if it is not resumed; this system goes on
   */
  public void resume(Consumer<String> told) throws IOException {
    try (JumpLock lock = JumpLock.take(patience)) {
      Resume.from(lock, device, force, told);
    }
  }
}
