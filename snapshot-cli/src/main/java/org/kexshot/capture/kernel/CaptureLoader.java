package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.modules.ModuleFile;
import org.kexshot.capture.modules.SnapshotDrivers;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.KexecImage;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.NotLentException;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.linux.AllocatorProbe;
import org.kexshot.linux.KexecSegment;

/**
 * Loads the capture kernel by {@code kexec_load}. No kexec-tools are involved: those give B a
 * memory map that it must not have, and notes that it refuses.
 */
final class CaptureLoader {
  /**
   * What was loaded.
   *
   * @param release the capture kernel's
   * @param modules what it loads to see the snapshot device, in that order
   * @param ram what B reads of A
   * @param image as the kernel describes it
   * @param lent where A lends B the range; empty where the jump exchanges it
   * @param notLent why the jump exchanges the range; empty where A lends it
   */
  record Loaded(
      String release,
      List<String> modules,
      List<PhysicalRange> ram,
      PhysicalRange range,
      KexecImage image,
      Optional<LentMemory.Ticket> lent,
      String notLent) {}

  private CaptureLoader() {}

  /**
   * Loads a kernel to run in {@code memory} bytes, in place of one that was loaded before: that one
   * is unloaded when all is ready for the new one. Where the load fails, nothing new is lent.
   *
   * @param lock that nobody else loads
   * @param fileSystems the toolkit's directory of initial file systems, one for each architecture
   * @param device the snapshot device's id, by which the agent in B finds it
   * @param drivers the snapshot device's
   * @param exchange whether to have the jump exchange all of B's memory even where A could lend it
   */
  static Loaded load(
      JumpLock lock,
      BzImage image,
      Path fileSystems,
      UUID device,
      SnapshotDrivers drivers,
      long memory,
      boolean exchange)
      throws IOException {
    RunningKernel running = RunningKernel.read();
    requireAlike(image, running);
    List<ModuleFile> modules = drivers.forKernel(image.release());
    BootProtocol protocol = BootProtocol.of(running.architecture());
    InitialFileSystem archive =
        InitialFileSystem.open(fileSystems.resolve(protocol.resource("initramfs.cpio.gz")));
    KernelLayouts layouts = KernelLayouts.read(running.architecture());
    long limit = Math.min(protocol.memoryEnd(), image.highestInitrdAddress() + 1);
    Optional<LentMemory> lent = Optional.empty();
    String notLent = "";
    if (exchange) {
      notLent = "as asked for";
    } else {
      try {
        lent =
            Optional.of(
                LentMemory.borrow(memory, image.alignment(), limit, LentMemory.SHORT_SEARCH));
      } catch (NotLentException e) {
        notLent = e.getMessage();
      }
    }
    Optional<LentMemory.Ticket> ticket = lent.map(LentMemory::ticket);
    boolean loaded = false;
    try {
      PhysicalRange range =
          lent.isPresent()
              ? lent.get().ticket().range()
              : CaptureRange.choose(
                  running.memory(),
                  memory,
                  image.alignment(),
                  limit,
                  AllocatorProbe.frames(memory));
      CaptureKernelImage capture =
          CaptureKernelImage.build(
              running,
              image,
              archive,
              device,
              modules,
              range,
              lent.isPresent(),
              layouts.offset("saved_context", "gdt_desc"));
      OwnImage own = load(lock, ImageSlot.find(running.symbols(), layouts), capture, lent);
      loaded = true;
      return new Loaded(
          image.release(),
          modules.stream().map(ModuleFile::name).toList(),
          running.memory().systemRam(),
          range,
          own.loaded().orElseThrow(),
          ticket,
          notLent);
    } finally {
      if (lent.isPresent()) {
        lent.get().close();
      }
      if (!loaded && ticket.isPresent()) {
        LentMemory.giveBack(ticket.get());
      }
    }
  }

  private static OwnImage load(
      JumpLock lock, ImageSlot slot, CaptureKernelImage capture, Optional<LentMemory> lent)
      throws IOException {
    if (lent.isEmpty()) {
      return OwnImage.load(
          lock, slot, OwnImage.Purpose.CAPTURE_KERNEL, capture.entry(), capture.segments());
    }
    for (KexecSegment segment : capture.inRange()) {
      lent.get().write(segment);
    }
    return OwnImage.load(
        lock, slot, OwnImage.Purpose.CAPTURE_KERNEL, capture.entry(), List.of(capture.lowMemory()));
  }

  /** The jump passes from one to the other without a change of the processor's mode. */
  private static void requireAlike(BzImage image, RunningKernel running) throws IOException {
    if (running.architecture() != BootProtocol.ofThisProcess().architecture()) {
      throw new IOException(
          "the running kernel is for %s, this Java runtime is not; use one of the kernel's own"
              .formatted(running.architecture().machine()));
    }
    if (image.architecture() != running.architecture()) {
      throw new IOException(
          "%s is a kernel for %s, the running one is for %s; name one that is alike with --kernel"
              .formatted(
                  image.file(), image.architecture().machine(), running.architecture().machine()));
    }
    if (running.pagingLevels() == 5 && !image.hasFiveLevels()) {
      throw new IOException(
          ("%s cannot run with page tables of five levels as the running kernel does; give a kernel"
                  + " with CONFIG_X86_5LEVEL, or boot the running one with no5lvl")
              .formatted(image.file()));
    }
    if (running.isEncrypted()) {
      throw new IOException(
          "the processor encrypts this machine's memory (SME or SEV), and the capture kernel could"
              + " not read it; boot with mem_encrypt=off");
    }
  }
}
