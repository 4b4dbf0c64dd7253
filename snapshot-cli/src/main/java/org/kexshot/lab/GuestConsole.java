package org.kexshot.lab;

import java.io.IOException;

/** A guest whose console is the user's terminal. */
public final class GuestConsole {
  private GuestConsole() {}

  /** Boots a guest and returns when it or the user has ended it; QEMU's exit code. */
  public static int run(Lab lab, GuestSettings settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new QemuCommand(lab, settings).interactive()).inheritIO();
    builder.environment().put("TMPDIR", settings.runDirectory().toAbsolutePath().toString());
    Process qemu = builder.start();
    try {
      return qemu.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while a guest ran", e);
    } finally {
      qemu.destroy();
    }
  }
}
