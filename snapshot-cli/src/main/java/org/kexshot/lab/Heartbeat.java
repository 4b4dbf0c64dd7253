package org.kexshot.lab;

import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * Tells the host that the guest runs: writes a byte to QEMU's debug port ({@code isa-debugcon})
 * every millisecond, for ever. No driver has a part in that, so the first byte after a pause tells
 * its end.
 */
public final class Heartbeat {
  /** The port, which QEMU is to be told too. */
  static final int PORT = 0xe9;

  private static final int PERIOD_MILLIS = 1;

  private Heartbeat() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (RandomAccessFile ports = new RandomAccessFile("/dev/port", "rw")) {
      while (true) {
        ports.seek(PORT);
        ports.write('.');
        Thread.sleep(PERIOD_MILLIS);
      }
    }
  }
}
