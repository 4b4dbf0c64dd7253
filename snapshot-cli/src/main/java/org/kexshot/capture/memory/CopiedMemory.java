package org.kexshot.capture.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageKind;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpSite;
import org.kexshot.memory.BufferedMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** A's memory as the program in physical mode copied it into this process. */
final class CopiedMemory implements CapturedMemory {
  private static final int CHUNK = 1 << 20;

  private final SnapshotArea area;
  private final BufferedMemory memory;
  private final Architecture architecture;
  private final Vmcoreinfo vmcoreinfo;
  private final ElfNotes notes;
  private final DumpLevel level;
  private final SnapshotResults results;
  private final Jump jump;

  CopiedMemory(
      SnapshotArea area, LiveKernel kernel, DumpLevel level, SnapshotResults results, Jump jump)
      throws IOException {
    this.area = area;
    this.memory =
        new BufferedMemory(kernel.memory().ram(), area.copied(), area.zeros(), area::buffer);
    this.architecture = kernel.architecture();
    this.vmcoreinfo = kernel.vmcoreinfo();
    this.notes = registers(kernel, results.returnAddress()).withVmcoreinfo(vmcoreinfo);
    this.level = level;
    this.results = results;
    this.jump = jump;
  }

  /** The registers that A's kernel saved as it jumped, from its stack as it was copied. */
  private ElfNotes registers(LiveKernel kernel, long returnAddress) throws IOException {
    JumpSite site = new JumpSite(memory, architecture, kernel.controlPage(), returnAddress);
    return site.registers(KernelPaging.find(memory, vmcoreinfo, architecture).kernel());
  }

  @Override
  public String method() {
    return CaptureInMemory.NAME;
  }

  @Override
  public String holder() {
    return "memory";
  }

  @Override
  public long length() {
    return results.count(PageKind.KEPT) * Page.SIZE;
  }

  @Override
  public Instant takenAt() {
    return jump.at();
  }

  @Override
  public Optional<Duration> pause() {
    return Optional.of(jump.time().pause());
  }

  @Override
  public Optional<Jump> jump() {
    return Optional.of(jump);
  }

  @Override
  public CaptureFigures figures() {
    return CaptureFigures.ofProgram(results::count, results.own(), results.cycles());
  }

  @Override
  public Optional<String> remark() {
    return notes.notes().stream().anyMatch(note -> note.type() == ElfNotes.NT_PRSTATUS)
        ? Optional.empty()
        : Optional.of(
            "there are no registers: the control page does not tell where they were saved");
  }

  /** Compares the program's counts and sums with what is in the buffer and the bitmaps. */
  @Override
  public void verify() throws IOException {
    long copied = memory.copiedCount();
    requireEqual("pages copied", copied, results.count(PageKind.KEPT));
    requireEqual("pages of zeros", memory.zeroCount(), results.count(PageKind.ZERO));
    requireEqual("frames of RAM", memory.ramFrames().count(), results.total());
    WordSums sums = new WordSums(architecture.pointerSize());
    long bytes = copied * Page.SIZE;
    for (long done = 0; done < bytes; done += CHUNK) {
      ByteBuffer pages = area.buffer(done, (int) Math.min(CHUNK, bytes - done));
      while (pages.hasRemaining()) {
        sums.addPage(pages);
      }
    }
    requireEqual("sum of all words", sums.sum(), results.sum());
    requireEqual("sum of sums", sums.sumOfSums(), results.sumOfSums());
  }

  private static void requireEqual(String what, long found, long expected) throws CaptureException {
    if (found != expected) {
      throw new CaptureException(
          Reason.DUMP_DAMAGED,
          ("snapshot in memory: %s 0x%x found, 0x%x counted as it was copied: memory was written to"
                  + " by another; see the kernel's log")
              .formatted(what, found, expected));
    }
  }

  @Override
  public Dump open() {
    return new CopiedDump(
        memory,
        architecture,
        Optional.of(vmcoreinfo),
        notes,
        Optional.of(jump.at()),
        Optional.of(level.value()));
  }

  /** It ends with this process, so that nobody ever finds it. */
  @Override
  public void storing(String label) {}

  @Override
  public void leave(String label) {}

  @Override
  public boolean keep(String label) {
    return false;
  }

  /**
   * The pages go back to the kernel when this is closed, and it clears them before it gives them.
   */
  @Override
  public void erase() {}

  @Override
  public void close() {
    area.close();
  }
}
