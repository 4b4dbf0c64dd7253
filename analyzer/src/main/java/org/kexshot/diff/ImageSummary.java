package org.kexshot.diff;

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
 * @param dumpLevel if the image says so
 * @param ram physical memory
 * @param present page frames whose contents the image has
 * @param leftOut page frames that a filter left out
 * @param unreadable page frames that should be there and are not
 * @param system the kernel's name of itself, if it was found
 * @param kinds present page frames by kind, as level 30 of a filter tells them apart; empty if page
 *     descriptors were not found
 * @param leftOutKinds those that were left out by kind, likewise
 * @param owners present page frames by owner; empty if symbols or types were not found
 * @param leftOutOwners those that were left out by owner, likewise
 * @param notes ELF notes that the image carries
 * @param problems why something is missing
 */
public record ImageSummary(
    String format,
    Architecture architecture,
    Optional<Instant> takenAt,
    Optional<Integer> dumpLevel,
    List<PhysicalRange> ram,
    long present,
    long leftOut,
    long unreadable,
    Optional<Utsname> system,
    Optional<PageCounts> kinds,
    Optional<PageCounts> leftOutKinds,
    Map<OwnerKind, Long> owners,
    Map<OwnerKind, Long> leftOutOwners,
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
    PfnSet leftOut = memory.ramFrames();
    leftOut.removeAll(present);
    leftOut.removeAll(unreadable);
    Optional<Utsname> system = Optional.empty();
    Optional<PageCounts> kinds = Optional.empty();
    Optional<PageCounts> leftOutKinds = Optional.empty();
    Map<OwnerKind, Long> owners = Map.of();
    Map<OwnerKind, Long> leftOutOwners = Map.of();
    try {
      KernelImage kernel = image.kernel();
      system =
          Optional.of(Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()));
      kinds = Optional.of(kinds(kernel, present));
      leftOutKinds = Optional.of(kinds(kernel, leftOut));
      FrameOwners frames = FrameOwners.of(kernel);
      owners = OwnerTotals.byKind(frames, present);
      leftOutOwners = OwnerTotals.byKind(frames, leftOut);
    } catch (IOException failure) {
      problems.add(failure.getMessage());
    }
    return new ImageSummary(
        dump.formatName(),
        dump.architecture(),
        dump.takenAt(),
        dump.dumpLevel(),
        memory.ram(),
        present.count(),
        leftOut.count(),
        unreadable.count(),
        system,
        kinds,
        leftOutKinds,
        owners,
        leftOutOwners,
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
