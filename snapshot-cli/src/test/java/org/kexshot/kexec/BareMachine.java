package org.kexshot.kexec;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kexshot.address.Architecture;

/**
 * A machine without an operating system, in QEMU, for a program in physical mode: its memory is a
 * file that is laid out before and looked at afterwards. It calls the program twice and ends. The
 * low 2 MiB and the highest third are the firmware's and the stub's.
 */
public final class BareMachine implements Closeable {
  public static final long FIRST = 2 << 20;
  public static final long LAST = 40 << 20;

  private static final long SIZE = 64 << 20;
  private static final int ENTRY = 0x1ff000;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer memory;

  public BareMachine() throws IOException {
    file = Files.createTempFile("bare-machine", ".ram");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The flat binary of a program of {@code src/test/asm/programs}. */
  public static byte[] program(String name) throws IOException {
    return resource(name + ".bin");
  }

  /** The ELF executable of a program of {@code src/test/asm/plain}. */
  public static byte[] executable(String name) throws IOException {
    return resource(name + ".elf");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BareMachine.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Its physical memory. */
  public ByteBuffer memory() {
    return memory;
  }

  /**
   * Runs until the program has come back twice.
   *
   * @param options more of QEMU's
   */
  public void run(Architecture architecture, long entry, String... options) throws Exception {
    memory.putInt(ENTRY, (int) entry);
    boolean wide = architecture == Architecture.X86_64;
    Path stub =
        Path.of(BareMachine.class.getResource(wide ? "stub-x86_64.elf" : "stub-i386.elf").toURI());
    Path output = Files.createTempFile("bare-machine", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                wide ? "qemu-system-x86_64" : "qemu-system-i386",
                "-nodefaults",
                "-no-user-config",
                "-no-reboot",
                "-display",
                "none",
                "-accel",
                "tcg",
                "-m",
                "64M",
                "-object",
                "memory-backend-file,id=ram,size=64M,share=on,mem-path=" + file,
                "-machine",
                "pc,memory-backend=ram",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=1",
                "-kernel",
                stub.toString()));
    command.addAll(List.of(options));
    Process qemu =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = qemu.waitFor(60, TimeUnit.SECONDS);
      // isa-debug-exit ends QEMU with twice what is written to it, plus 1.
      if (!ended || qemu.exitValue() != 1) {
        throw new AssertionError(
            "the program did not come back twice: %s %s"
                .formatted(
                    ended ? "exit code " + qemu.exitValue() : "timeout", Files.readString(output)));
      }
    } finally {
      qemu.destroyForcibly();
      Files.delete(output);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(file);
  }
}
