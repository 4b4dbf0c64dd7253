package org.kexshot.kexec.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kexshot.address.Architecture;
import org.kexshot.format.DumpFormatException;

/**
 * A Linux kernel in bzImage format, as far as a boot loader needs it that enters it in protected or
 * long mode. Source: {@code Documentation/x86/boot.rst}, "The Real-Mode Kernel Header".
 */
public final class BzImage {
  private static final int SETUP_SECTS = 0x1f1;
  private static final int JUMP = 0x201;
  private static final int HEADER_MAGIC = 0x202;
  private static final int VERSION = 0x206;
  private static final int KERNEL_VERSION = 0x20e;
  private static final int LOADFLAGS = 0x211;
  private static final int INITRD_ADDR_MAX = 0x22c;
  private static final int KERNEL_ALIGNMENT = 0x230;
  private static final int RELOCATABLE_KERNEL = 0x234;
  private static final int XLOADFLAGS = 0x236;
  private static final int XLF_KERNEL_64 = 1;
  private static final int XLF_CAN_BE_LOADED_ABOVE_4G = 1 << 1;
  private static final int XLF_5LEVEL_ENABLED = 1 << 6;
  private static final int CMDLINE_SIZE = 0x238;
  private static final int INIT_SIZE = 0x260;
  private static final int HDRS = 0x53726448;
  private static final int OLDEST_PROTOCOL = 0x020a;
  private static final int LONGEST_SETUP = 256 * 512;

  private final String file;
  private final byte[] setup;
  private final ByteBuffer protectedMode;

  private BzImage(String file, byte[] setup, ByteBuffer protectedMode) {
    this.file = file;
    this.setup = setup;
    this.protectedMode = protectedMode;
  }

  /**
   * Opens a kernel.
   *
   * @throws DumpFormatException if the file is not a bzImage, or one that cannot be loaded anywhere
   */
  public static BzImage open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate(LONGEST_SETUP).order(ByteOrder.LITTLE_ENDIAN);
      while (head.hasRemaining() && channel.read(head, head.position()) > 0) {}
      if (head.position() < 0x268 || head.getInt(HEADER_MAGIC) != HDRS) {
        throw new DumpFormatException(
            file.toString(),
            HEADER_MAGIC,
            "no \"HdrS\": a Linux bzImage was expected; give the kernel with --kernel");
      }
      int version = Short.toUnsignedInt(head.getShort(VERSION));
      if (version < OLDEST_PROTOCOL || head.get(RELOCATABLE_KERNEL) == 0) {
        throw new DumpFormatException(
            file.toString(),
            VERSION,
            ("boot protocol %x, relocatable %d: at least %x and a kernel with CONFIG_RELOCATABLE"
                    + " are needed, for it is to run away from its usual address")
                .formatted(version, head.get(RELOCATABLE_KERNEL), OLDEST_PROTOCOL));
      }
      int sectors = Byte.toUnsignedInt(head.get(SETUP_SECTS));
      long start = ((sectors == 0 ? 4 : sectors) + 1) * 512L;
      if (start >= channel.size()) {
        throw new DumpFormatException(
            file.toString(),
            channel.size(),
            "the file ends before its protected-mode code at 0x%x; copy it again".formatted(start));
      }
      int length = (int) (channel.size() - start);
      ByteBuffer code = ByteBuffer.allocateDirect(length);
      while (code.hasRemaining()) {
        if (channel.read(code, start + code.position()) < 0) {
          throw new DumpFormatException(file.toString(), start + code.position(), "file shrank");
        }
      }
      byte[] setup = new byte[(int) Math.min(start, head.capacity())];
      System.arraycopy(head.array(), 0, setup, 0, setup.length);
      return new BzImage(file.toString(), setup, code.flip());
    }
  }

  public String file() {
    return file;
  }

  /** The architecture that it is for. */
  public Architecture architecture() {
    return extendedLoadFlag(XLF_KERNEL_64) ? Architecture.X86_64 : Architecture.I386;
  }

  /** Whether it can run with page tables of five levels. */
  public boolean hasFiveLevels() {
    return extendedLoadFlag(XLF_5LEVEL_ENABLED);
  }

  private boolean extendedLoadFlag(int flag) {
    return (buffer().getShort(XLOADFLAGS) & flag) != 0;
  }

  /** The code that the boot protocol loads and enters; a direct buffer, shared. */
  public ByteBuffer protectedMode() {
    return protectedMode.duplicate();
  }

  /** The setup header's bytes, from {@link #setupHeaderStart} on, as boot_params take them. */
  byte[] setupHeader() {
    int end = HEADER_MAGIC + Byte.toUnsignedInt(setup[JUMP]);
    byte[] header = new byte[end - SETUP_SECTS];
    System.arraycopy(setup, SETUP_SECTS, header, 0, header.length);
    return header;
  }

  static int setupHeaderStart() {
    return SETUP_SECTS;
  }

  /** Alignment in bytes of the address that it is loaded at. */
  public long alignment() {
    return unsigned(KERNEL_ALIGNMENT);
  }

  /**
   * Bytes of linear contiguous memory that it needs from its load address until it can see e820.
   */
  public long initSize() {
    return unsigned(INIT_SIZE);
  }

  /** Highest address of the initial RAM disk's last byte. */
  public long highestInitrdAddress() {
    return extendedLoadFlag(XLF_CAN_BE_LOADED_ABOVE_4G)
        ? Long.MAX_VALUE - 1
        : unsigned(INITRD_ADDR_MAX);
  }

  /** Longest command line in bytes, without the terminating NUL. */
  public long commandLineLimit() {
    return unsigned(CMDLINE_SIZE);
  }

  /** Its version text, e.g. {@code "6.1.192-lab32 (root@…) #1 SMP …"}; empty if it has none. */
  public String version() {
    int offset = Short.toUnsignedInt(buffer().getShort(KERNEL_VERSION));
    if (offset == 0 || offset + 0x200 >= setup.length) {
      return "";
    }
    int start = offset + 0x200;
    int end = start;
    while (end < setup.length && setup[end] != 0) {
      end++;
    }
    return new String(setup, start, end - start, StandardCharsets.US_ASCII);
  }

  /** Its release, as {@code uname -r} prints it once it runs. */
  public String release() {
    String version = version();
    int space = version.indexOf(' ');
    return space < 0 ? version : version.substring(0, space);
  }

  /** The {@code loadflags} of the setup header. */
  int loadFlags() {
    return Byte.toUnsignedInt(setup[LOADFLAGS]);
  }

  private long unsigned(int offset) {
    return Integer.toUnsignedLong(buffer().getInt(offset));
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(setup).order(ByteOrder.LITTLE_ENDIAN);
  }
}
