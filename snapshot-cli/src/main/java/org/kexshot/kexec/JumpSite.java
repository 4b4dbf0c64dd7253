package org.kexshot.kexec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.format.ElfNotes;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;

/**
 * Where A stood when it jumped: its control page, in which {@code relocate_kernel} has left the
 * list of exchanged pages and A's stack pointer.
 *
 * @param memory that has the control page as it was after the jump
 * @param layout what lies where in the control page
 * @param returnAddress by which A is gone back to, a physical address in the control page
 */
public record JumpSite(
    PhysicalMemory memory, Architecture architecture, ControlPage layout, long returnAddress) {

  /**
   * Finds the site by the return address that A pushed as it entered purgatory.
   *
   * @param kept where purgatory keeps it, a physical address in B's own range
   */
  public static JumpSite find(
      PhysicalMemory memory, Architecture architecture, ControlPage layout, long kept)
      throws IOException {
    long entry = word(memory, architecture, kept);
    if (entry == 0) {
      throw new IOException("purgatory at 0x%x knows no way back to A".formatted(kept));
    }
    return new JumpSite(memory, architecture, layout, entry);
  }

  private long controlPage() {
    return returnAddress & -Page.SIZE;
  }

  /**
   * The head of the list of exchanged pages.
   *
   * @param told {@code kexec_image->head} as A read it
   * @throws IOException if the control page says otherwise
   */
  public long pageList(long told) throws IOException {
    if (layout.pageList() == ControlPage.UNKNOWN) {
      return told;
    }
    long found = word(memory, architecture, controlPage() + layout.pageList());
    if (told != found) {
      throw new IOException(
          ("the list of exchanged pages is at 0x%x by kexec_image->head, at 0x%x by the control page"
                  + " 0x%x: this kernel's relocate_kernel is laid out in a way that is not known")
              .formatted(told, found, controlPage()));
    }
    return found;
  }

  /**
   * A's registers as it left {@code machine_kexec}, an {@code NT_PRSTATUS} note; none where the
   * layout does not tell.
   */
  public ElfNotes registers(VirtualMemory kernel) throws IOException {
    if (layout.stackPointer() == ControlPage.UNKNOWN) {
      return ElfNotes.none();
    }
    SavedRegisters registers = SavedRegisters.of(architecture);
    long stack = word(memory, architecture, controlPage() + layout.stackPointer());
    byte[] saved = kernel.readBytes(stack, registers.pushedSize());
    return new ElfNotes(
        List.of(new ElfNotes.Note("CORE", ElfNotes.NT_PRSTATUS, registers.status(stack, saved))));
  }

  private static long word(PhysicalMemory memory, Architecture architecture, long address)
      throws IOException {
    byte[] bytes = new byte[architecture.pointerSize()];
    memory.read(address, bytes, 0, bytes.length);
    ByteBuffer word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length == 4 ? Integer.toUnsignedLong(word.getInt()) : word.getLong();
  }
}
