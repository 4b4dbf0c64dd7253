package org.kexshot.inspect;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageCounts;
import org.kexshot.filter.PageFilter;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.LiveReading;
import org.kexshot.format.Utsname;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.OwnerTotals;

/**
 * One image at a glance.
 *
 * @param format in words
 * @param architecture of the machine
 * @param takenAt if the image says so
 * @param live how it was read while its system ran on; empty for an image of one instant
 * @param dumpLevel if the image says so
 * @param ram physical memory
 * @param kept page frames whose contents the image has
 * @param excluded page frames that a filter excluded
 * @param unreadable page frames that should be there and are not
 * @param system the kernel's name of itself, or as much as the file tells of it
 * @param keptByKind page frames that the image has by kind, as level 30 of a filter tells them
 *     apart; empty if page descriptors were not found
 * @param excludedByKind excluded page frames by kind; empty in the same case
 * @param keptByOwner page frames that the image has by owner; empty if symbols or types were not
 *     found
 * @param excludedByOwner excluded page frames by owner; empty in the same case
 * @param notes ELF notes that the image carries
 * @param problems why something is missing
 */
public record ImageSummary(
    String format,
    Architecture architecture,
    Optional<Instant> takenAt,
    Optional<LiveReading> live,
    Optional<Integer> dumpLevel,
    List<PhysicalRange> ram,
    long kept,
    long excluded,
    long unreadable,
    Optional<Utsname> system,
    Optional<PageCounts> keptByKind,
    Optional<PageCounts> excludedByKind,
    Map<OwnerKind, Long> keptByOwner,
    Map<OwnerKind, Long> excludedByOwner,
    ElfNotes notes,
    List<String> problems) {
  /** Tells apart all kinds but zero pages, which only their contents tell. */
  private static final DumpLevel ALL_KINDS = new DumpLevel(30);

  /** Reads the page descriptors of all of memory, and little else. */
  public static ImageSummary of(MemoryImage image) throws IOException {
    Dump dump = image.dump();
    List<String> problems = new ArrayList<>(dump.problems());
    PhysicalMemory memory = dump.memory();
    PfnSet present = memory.presentFrames();
    PfnSet unreadable = memory.unreadableFrames();
    PfnSet excluded = memory.ramFrames();
    excluded.removeAll(present);
    excluded.removeAll(unreadable);
    Optional<Utsname> system = dump.utsname();
    Optional<PageCounts> keptByKind = Optional.empty();
    Optional<PageCounts> excludedByKind = Optional.empty();
    Map<OwnerKind, Long> keptByOwner = Map.of();
    Map<OwnerKind, Long> excludedByOwner = Map.of();
    try {
      KernelImage kernel = image.kernel();
      kernel.remark().ifPresent(problems::add);
      system =
          Optional.of(Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()));
      keptByKind = Optional.of(kinds(kernel, present));
      excludedByKind = Optional.of(kinds(kernel, excluded));
      FrameOwners frames = FrameOwners.of(kernel);
      keptByOwner = OwnerTotals.byKind(frames, present);
      excludedByOwner = OwnerTotals.byKind(frames, excluded);
    } catch (IOException failure) {
      problems.add(failure.getMessage());
    }
    return new ImageSummary(
        dump.formatName(),
        dump.architecture(),
        dump.takenAt(),
        dump.liveReading(),
        dump.dumpLevel(),
        memory.ram(),
        present.count(),
        excluded.count(),
        unreadable.count(),
        system,
        keptByKind,
        excludedByKind,
        keptByOwner,
        excludedByOwner,
        dump.notes(),
        problems);
  }

  private static PageCounts kinds(KernelImage kernel, PfnSet frames) throws IOException {
    return PageFilter.select(
            kernel.physical(), frames, kernel.memory(), kernel.vmcoreinfo(), List.of(ALL_KINDS), 1)
        .get(0)
        .counts();
  }

  /** Bytes of RAM. */
  public long ramBytes() {
    return ram.stream().mapToLong(PhysicalRange::length).sum();
  }
}
