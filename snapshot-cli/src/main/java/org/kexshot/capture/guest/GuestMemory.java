package org.kexshot.capture.guest;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.export.SelectedDump;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.kexec.Jump;
import org.kexshot.paging.KernelNotFoundFault;

/**
 * A guest's memory as QEMU wrote it, and which of its pages are wanted: the others are excluded as
 * it is read.
 */
public final class GuestMemory implements CapturedMemory {
  private final Written written;
  private final String name;
  private final long length;
  private final GuestStop stop;
  private final Optional<PageSelection> selection;

  /** What QEMU wrote. */
  @FunctionalInterface
  public interface Written {
    /** Opens it, as an image of its own. */
    Dump open() throws IOException;
  }

  private GuestMemory(
      Written written,
      long length,
      String name,
      GuestStop stop,
      Optional<PageSelection> selection) {
    this.written = written;
    this.length = length;
    this.name = name;
    this.stop = stop;
    this.selection = selection;
  }

  /**
   * Decides which pages are wanted. Cost: that of reading the page descriptors.
   *
   * @param written what QEMU wrote, which whoever keeps it deletes
   * @param length of that in bytes
   * @param name of the guest, for errors
   * @param debugFiles about the guest's kernel
   * @throws IOException also if pages are to be excluded and the guest runs no kernel whose page
   *     descriptors can be read
   */
  public static GuestMemory of(
      Written written,
      long length,
      String name,
      GuestStop stop,
      DumpLevel level,
      DebugFiles debugFiles)
      throws IOException {
    if (!level.excludesByKind()) {
      return new GuestMemory(written, length, name, stop, Optional.empty());
    }
    try (MemoryImage image = MemoryImage.of(written.open(), debugFiles)) {
      KernelImage kernel = image.kernel();
      return new GuestMemory(
          written,
          length,
          name,
          stop,
          Optional.of(
              PageFilter.select(
                      image.dump().memory(),
                      image.dump().memory().presentFrames(),
                      kernel.memory(),
                      kernel.vmcoreinfo(),
                      List.of(level),
                      Runtime.getRuntime().availableProcessors())
                  .get(0)));
    } catch (KernelNotFoundFault noKernel) {
      throw new KernelNotFoundFault(
          "physical",
          noKernel.address(),
          noKernel.state(),
          "%s: the kernel cannot be found, so that no page can be excluded; -d 0 stores them all"
              .formatted(name));
    }
  }

  @Override
  public String method() {
    return "qemu";
  }

  @Override
  public String holder() {
    return name;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Instant takenAt() {
    return stop.at();
  }

  @Override
  public Optional<Duration> pause() {
    return stop.pause();
  }

  @Override
  public Optional<Jump> jump() {
    return Optional.empty();
  }

  @Override
  public CaptureFigures figures() {
    return selection
        .map(pages -> CaptureFigures.ofFilter(pages.counts()::get))
        .orElseGet(() -> CaptureFigures.ofFilter(kind -> 0));
  }

  @Override
  public Optional<String> remark() {
    return stop.pause().isPresent()
        ? Optional.empty()
        : Optional.of("the guest stood still before, and does so still");
  }

  /** Looks whether the file has all that it says it has; QEMU computes no checksum. */
  @Override
  public void verify() throws IOException {
    try (Dump dump = written.open()) {
      if (!dump.problems().isEmpty()) {
        throw new CaptureException(
            Reason.DUMP_DAMAGED,
            "%s: what QEMU wrote of its memory is not whole: %s"
                .formatted(name, String.join("; ", dump.problems())));
      }
    }
  }

  @Override
  public Dump open() throws IOException {
    Dump whole = written.open();
    return selection.isPresent() ? new SelectedDump(whole, selection.get()) : whole;
  }

  /** Its file is a temporary one, of which nobody expects that it is stored later. */
  @Override
  public void storing(String label) {}

  @Override
  public void leave(String label) {}

  @Override
  public boolean keep(String label) {
    return false;
  }

  /** The file is deleted by whoever made it. */
  @Override
  public void erase() {}

  @Override
  public void close() {}
}
