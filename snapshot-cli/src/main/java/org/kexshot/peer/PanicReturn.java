package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/**
 * How a peer that panics goes back: a kernel that panics enters its crash image ({@code
 * __crash_kexec} of {@code kernel/kexec_core.c}), and a peer's is a few instructions that go to
 * purgatory, on purgatory's page tables. They lie in what {@code crashkernel=} reserved, and stay
 * loaded. Addresses are physical.
 *
 * @param entry purgatory's for that
 * @param pageTables purgatory's; on i386 paging is off
 */
record PanicReturn(long entry, long pageTables) {
  private static final Path LOADED = Path.of("/sys/kernel/kexec_crash_loaded");
  private static final String RESERVED = "Crash kernel";

  /** By the word of the command line: two addresses with a comma between them. */
  static PanicReturn of(String word) {
    String[] addresses = word.split(",", 2);
    return new PanicReturn(Long.decode(addresses[0]), Long.decode(addresses[1]));
  }

  /**
   * Loads it, unless an image for panics is loaded already: the user's own goes first.
   *
   * @param memory of the running system, which is the peer
   * @return why a panic would not go back; empty if it would
   */
  Optional<String> prepare(Architecture architecture, IoMemory memory) throws IOException {
    if (!Files.exists(LOADED)) {
      return Optional.of("this kernel was built without kexec for panics");
    }
    if (Files.readString(LOADED).strip().equals("1")) {
      return Optional.empty();
    }
    Optional<IoMemory.Resource> reserved =
        memory.resources().stream().filter(r -> r.name().equals(RESERVED)).findFirst();
    if (reserved.isEmpty()) {
      return Optional.of("no memory is reserved for that (crashkernel= on the command line)");
    }
    long address = reserved.get().range().start();
    ByteBuffer code = code(architecture);
    try {
      SystemCalls.kexecLoadForPanic(address, List.of(new KexecSegment(code, address, Page.SIZE)));
      return Optional.empty();
    } catch (SystemCallException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Position-independent; entered with paging off, or with this page mapped one to one. */
  ByteBuffer code(Architecture architecture) {
    ByteBuffer code = ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
    if (architecture == Architecture.I386) {
      code.put((byte) 0xb8).putInt((int) entry); // mov $entry, %eax
    } else {
      code.putShort((short) 0xb948).putLong(pageTables); // movabs $pageTables, %rcx
      code.put(new byte[] {0x0f, 0x22, (byte) 0xd9}); // mov %rcx, %cr3
      code.putShort((short) 0xb848).putLong(entry); // movabs $entry, %rax
    }
    return code.putShort((short) 0xe0ff).flip(); // jmp *%rax, or *%eax
  }
}
