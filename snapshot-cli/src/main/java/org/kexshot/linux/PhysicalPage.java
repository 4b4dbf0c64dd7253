package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.kexshot.address.Page;

/** A page that is no memory of the running kernel's, read through {@code /dev/mem}. */
public final class PhysicalPage {
  private static final String DEVICE = "/dev/mem";
  private static final int O_CLOEXEC = 02000000;
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;

  private PhysicalPage() {}

  /**
   * Reads the first bytes of a page. It is mapped, for {@code read(2)} gives none above the
   * kernel's own memory.
   *
   * @throws SystemCallException if the kernel does not show it: ENOENT without {@code
   *     CONFIG_DEVMEM}, EPERM where it is the kernel's own or the kernel is locked down
   */
  public static byte[] read(long address, int length) throws SystemCallException {
    try {
      int descriptor = LibC.INSTANCE.open(DEVICE, O_CLOEXEC, 0);
      try {
        NativeLong size = new NativeLong(Page.SIZE);
        Pointer page =
            LibC.INSTANCE.mmap64(Pointer.NULL, size, PROT_READ, MAP_SHARED, descriptor, address);
        byte[] bytes = page.getByteArray(0, length);
        LibC.INSTANCE.munmap(page, size);
        return bytes;
      } finally {
        LibC.INSTANCE.close(descriptor);
      }
    } catch (LastErrorException e) {
      throw SystemCalls.failure("mmap(\"%s\", a page at 0x%x)".formatted(DEVICE, address), e);
    }
  }
}
