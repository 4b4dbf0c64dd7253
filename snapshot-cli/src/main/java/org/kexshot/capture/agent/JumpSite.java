package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.format.ElfNotes;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.ResidentMemory;
import org.kexshot.memory.VirtualMemory;

/**
 * Where A stood when it jumped: its control page, in which {@code relocate_kernel} has left the
 * list of exchanged pages and A's stack pointer. Source: {@code
 * arch/x86/kernel/relocate_kernel_32.S}, {@code DATA(offset)} (Linux 6.1).
 *
 * @param controlPage its physical address
 */
record JumpSite(ResidentMemory memory, long controlPage) {
  private static final int STACK_POINTER = 0x800;
  private static final int BACKUP_PAGES_MAP = 0x81c;

  // What relocate_kernel pushed before it saved the stack pointer, from there upwards.
  private static final int SAVED_FLAGS = 0;
  private static final int SAVED_EBP = 4;
  private static final int SAVED_EDI = 8;
  private static final int SAVED_ESI = 12;
  private static final int SAVED_EBX = 16;
  private static final int RETURN_ADDRESS = 20;
  private static final int SAVED_SIZE = 24;

  // struct elf_prstatus of i386
  private static final int PRSTATUS_SIZE = 144;
  private static final int PR_REG = 72;
  private static final int KERNEL_CS = 0x60;
  private static final int KERNEL_DS = 0x68;

  /**
   * Finds the site by the return address that A pushed as it entered purgatory.
   *
   * @param returnAddress where purgatory keeps it, a physical address in B's own range
   */
  static JumpSite find(ResidentMemory memory, long returnAddress) throws IOException {
    long entry = word(memory.bytes(), returnAddress);
    if (entry == 0) {
      throw new IOException("purgatory at 0x%x knows no way back to A".formatted(returnAddress));
    }
    return new JumpSite(memory, entry & -Architecture.PAGE_SIZE);
  }

  /**
   * The pages that the jump exchanged.
   *
   * @param head {@code kexec_image->head} as A read it, or 0
   * @throws IOException if the control page says otherwise: this kernel lays it out differently
   */
  KexecPageList exchangedPages(long head) throws IOException {
    long found = word(memory.bytes(), controlPage + BACKUP_PAGES_MAP);
    if (head != 0 && head != found) {
      throw new IOException(
          ("the list of exchanged pages is at 0x%x by kexec_image->head, at 0x%x by the control page"
                  + " 0x%x: this kernel's relocate_kernel is laid out in a way that is not known")
              .formatted(head, found, controlPage));
    }
    return KexecPageList.read(memory, Architecture.I386, found);
  }

  /** A's registers as it left {@code machine_kexec}, an {@code NT_PRSTATUS} note. */
  ElfNotes registers(VirtualMemory kernel) throws IOException {
    long stack = word(memory.bytes(), controlPage + STACK_POINTER);
    ByteBuffer saved =
        ByteBuffer.wrap(kernel.readBytes(stack, SAVED_SIZE)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer status = ByteBuffer.allocate(PRSTATUS_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    status.position(PR_REG);
    status.putInt(saved.getInt(SAVED_EBX)).putInt(0).putInt(0); // ebx, ecx, edx
    status.putInt(saved.getInt(SAVED_ESI)).putInt(saved.getInt(SAVED_EDI));
    status.putInt(saved.getInt(SAVED_EBP)).putInt(0); // ebp, eax
    status.putInt(KERNEL_DS).putInt(KERNEL_DS).putInt(0).putInt(0).putInt(-1); // ds..gs, orig_eax
    status.putInt(saved.getInt(RETURN_ADDRESS)).putInt(KERNEL_CS);
    status.putInt(saved.getInt(SAVED_FLAGS));
    status.putInt((int) stack + SAVED_SIZE).putInt(KERNEL_DS);
    return new ElfNotes(List.of(new ElfNotes.Note("CORE", ElfNotes.NT_PRSTATUS, status.array())));
  }

  private static long word(PhysicalMemory memory, long address) throws IOException {
    byte[] bytes = new byte[4];
    memory.read(address, bytes, 0, bytes.length);
    return Integer.toUnsignedLong(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
  }
}
