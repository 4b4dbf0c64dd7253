package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.kexshot.address.Page;

/**
 * The system calls of a jump, and what B needs beside. Numbers and flags: {@code
 * include/uapi/linux/kexec.h}, {@code include/uapi/linux/reboot.h} and the tables of {@code
 * arch/x86/entry/syscalls}.
 */
public final class SystemCalls {
  /** Most segments that one image may have. */
  public static final int KEXEC_SEGMENT_MAX = 16;

  private static final int KEXEC_ON_CRASH = 0x1;
  private static final int KEXEC_PRESERVE_CONTEXT = 0x2;
  private static final int LINUX_REBOOT_CMD_KEXEC = 0x45584543;
  private static final int LINUX_REBOOT_CMD_POWER_OFF = 0x4321fedc;
  private static final int LINUX_REBOOT_CMD_RESTART = 0x01234567;
  private static final int LINUX_REBOOT_CMD_HALT = 0xcdef0123;
  private static final int O_CLOEXEC = 02000000;
  private static final int EEXIST = 17;
  private static final String PHYSICAL_MEMORY = "/dev/mem";
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;

  private SystemCalls() {}

  /** Whether the calling process is root. */
  public static boolean isRoot() {
    return LibC.INSTANCE.geteuid() == 0;
  }

  /** A random UUID, from the kernel: Java's own takes its providers of security to be loaded. */
  public static UUID randomUuid() throws IOException {
    return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/uuid")).strip());
  }

  /** {@code sync(2)}: what is dirty goes to the disks. */
  public static void sync() {
    LibC.INSTANCE.sync();
  }

  /**
   * {@code kexec_load(2)}. Replaces an image loaded before.
   *
   * @param entry physical address that is called
   * @param preserveContext {@code KEXEC_PRESERVE_CONTEXT}: the image's range is exchanged with the
   *     image at the jump and exchanged back at the return; else the jump does not come back
   * @throws SystemCallException if the kernel refuses: EPERM not root, EBUSY another load under
   *     way, EINVAL overlapping segments or more than half of RAM, EADDRNOTAVAIL unaligned, ENOMEM
   */
  public static void kexecLoad(long entry, List<KexecSegment> segments, boolean preserveContext)
      throws SystemCallException {
    load(entry, segments, preserveContext ? KEXEC_PRESERVE_CONTEXT : 0);
  }

  /**
   * {@code kexec_load(2)} of what the kernel enters when it panics. Replaces such an image loaded
   * before; other images stay.
   *
   * @param entry physical address that is entered, in the memory that {@code crashkernel=} reserved
   * @param segments in that memory
   * @throws SystemCallException if the kernel refuses: EADDRNOTAVAIL outside of that memory or none
   *     is reserved, EPERM not root, EBUSY another load under way
   */
  public static void kexecLoadForPanic(long entry, List<KexecSegment> segments)
      throws SystemCallException {
    load(entry, segments, KEXEC_ON_CRASH);
  }

  private static void load(long entry, List<KexecSegment> segments, int flags)
      throws SystemCallException {
    int word = Native.POINTER_SIZE;
    try (Memory table = new Memory(Math.max(1, segments.size()) * 4L * word)) {
      for (int i = 0; i < segments.size(); i++) {
        KexecSegment segment = segments.get(i);
        long at = i * 4L * word;
        boolean empty = !segment.bytes().hasRemaining();
        table.setPointer(
            at, empty ? Pointer.NULL : Native.getDirectBufferPointer(segment.bytes().slice()));
        putWord(table, at + word, segment.bytes().remaining());
        putWord(table, at + 2L * word, segment.address());
        putWord(table, at + 3L * word, segment.memorySize());
      }
      load(entry, segments.size(), table, flags);
    }
  }

  /** Unloads the image. Does nothing where none is loaded. */
  public static void kexecUnload() throws SystemCallException {
    load(0, 0, Pointer.NULL, 0);
  }

  private static void load(long entry, int count, Pointer table, int flags)
      throws SystemCallException {
    try {
      LibC.INSTANCE.syscall(
          new NativeLong(kexecLoadNumber()),
          new NativeLong(entry),
          new NativeLong(count),
          table,
          new NativeLong(flags));
    } catch (LastErrorException e) {
      throw failure(
          "kexec_load(entry 0x%x, %d segments, flags 0x%x)".formatted(entry, count, flags), e);
    }
  }

  /**
   * {@code reboot(LINUX_REBOOT_CMD_KEXEC)}: jumps into the loaded image. Returns when the image has
   * jumped back, and never if its load did not preserve the context; the return tells nothing of
   * what the image did.
   *
   * @throws SystemCallException if there was no jump: EINVAL no image, EBUSY a process or device
   *     could not be frozen
   */
  public static void jump() throws SystemCallException {
    reboot("KEXEC", LINUX_REBOOT_CMD_KEXEC);
  }

  /**
   * Switches the machine off at once, or halts it where nothing can switch it off. Nothing is
   * written to disks before.
   *
   * @throws SystemCallException if the kernel refuses, else it does not return
   */
  public static void powerOff() throws SystemCallException {
    reboot("POWER_OFF", LINUX_REBOOT_CMD_POWER_OFF);
  }

  /** Restarts the machine at once, by its firmware; as {@link #powerOff}. */
  public static void restart() throws SystemCallException {
    reboot("RESTART", LINUX_REBOOT_CMD_RESTART);
  }

  /** Stops the machine with its power on; as {@link #powerOff}. */
  public static void halt() throws SystemCallException {
    reboot("HALT", LINUX_REBOOT_CMD_HALT);
  }

  private static void reboot(String name, int command) throws SystemCallException {
    try {
      LibC.INSTANCE.reboot(command);
    } catch (LastErrorException e) {
      throw failure("reboot(LINUX_REBOOT_CMD_%s)".formatted(name), e);
    }
  }

  /**
   * {@code finit_module(2)}, without options. A module that is loaded already is left alone.
   *
   * @throws SystemCallException if the kernel refuses: ENOEXEC it was made for another kernel,
   *     ENOENT it uses what no loaded module has, ENODEV there is nothing for it
   */
  public static void loadModule(String path) throws SystemCallException {
    int file;
    try {
      file = LibC.INSTANCE.open(path, O_CLOEXEC, 0);
    } catch (LastErrorException e) {
      throw failure("open(\"%s\", O_CLOEXEC)".formatted(path), e);
    }
    try {
      LibC.INSTANCE.syscall(
          new NativeLong(finitModuleNumber()), new NativeLong(file), "", new NativeLong(0));
    } catch (LastErrorException e) {
      if (e.getErrorCode() != EEXIST) {
        throw failure("finit_module(\"%s\")".formatted(path), e);
      }
    } finally {
      LibC.INSTANCE.close(file);
    }
  }

  /**
   * Reads the first bytes of a page that is no memory of the running kernel's, from {@code
   * /dev/mem}. It is mapped, for {@code read(2)} gives none above the kernel's own memory.
   *
   * @throws SystemCallException if the kernel does not show it: ENOENT without {@code
   *     CONFIG_DEVMEM}, EPERM where it is the kernel's own or the kernel is locked down
   */
  public static byte[] readPhysicalPage(long address, int length) throws SystemCallException {
    NativeLong size = new NativeLong(Page.SIZE);
    try {
      int file = LibC.INSTANCE.open(PHYSICAL_MEMORY, O_CLOEXEC, 0);
      try {
        Pointer page =
            LibC.INSTANCE.mmap64(Pointer.NULL, size, PROT_READ, MAP_SHARED, file, address);
        byte[] bytes = page.getByteArray(0, length);
        LibC.INSTANCE.munmap(page, size);
        return bytes;
      } finally {
        LibC.INSTANCE.close(file);
      }
    } catch (LastErrorException e) {
      throw failure("mmap(\"%s\", a page at 0x%x)".formatted(PHYSICAL_MEMORY, address), e);
    }
  }

  static SystemCallException failure(String call, LastErrorException e) {
    return new SystemCallException(
        call, e.getErrorCode(), LibC.INSTANCE.strerror(e.getErrorCode()));
  }

  private static int kexecLoadNumber() {
    return Native.POINTER_SIZE == 4 ? 283 : 246;
  }

  private static int finitModuleNumber() {
    return Native.POINTER_SIZE == 4 ? 350 : 313;
  }

  private static void putWord(Memory memory, long offset, long value) {
    if (Native.POINTER_SIZE == 4) {
      memory.setInt(offset, (int) value);
    } else {
      memory.setLong(offset, value);
    }
  }
}
