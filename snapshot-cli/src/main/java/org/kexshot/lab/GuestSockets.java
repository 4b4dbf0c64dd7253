package org.kexshot.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sockets of one guest, in a temporary directory that only its owner can enter: the path of a
 * socket may have 107 bytes, so they cannot lie in just any directory.
 */
record GuestSockets(Path directory) implements AutoCloseable {
  static GuestSockets create() throws IOException {
    return new GuestSockets(Files.createTempDirectory("kexshot-"));
  }

  Path shell() {
    return directory.resolve("shell");
  }

  Path qmp() {
    return directory.resolve("qmp");
  }

  /** Of a second client of QEMU's machine protocol: each socket has one at a time. */
  Path outside() {
    return directory.resolve("outside");
  }

  Path gdb() {
    return directory.resolve("gdb");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(shell());
    Files.deleteIfExists(qmp());
    Files.deleteIfExists(outside());
    Files.deleteIfExists(gdb());
    Files.deleteIfExists(directory);
  }
}
