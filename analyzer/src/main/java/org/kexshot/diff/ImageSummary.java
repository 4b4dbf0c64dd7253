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
import org.kexshot.format.Dump;
import org.kexshot.format.Utsname;
import org.kexshot.kernel.KernelImage;
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
 * @param system the kernel's name of itself, if it was found
 * @param owners present page frames by owner; empty if page descriptors were not found
 * @param problems why something is missing
 */
public record ImageSummary(
    String format,
    Architecture architecture,
    Optional<Instant> takenAt,
    Optional<Integer> dumpLevel,
    List<PhysicalRange> ram,
    long present,
    Optional<Utsname> system,
    Map<OwnerKind, Long> owners,
    List<String> problems) {

  /** Reads the page descriptors of all of memory, and little else. */
  public static ImageSummary of(Dump dump) throws IOException {
    List<String> problems = new ArrayList<>(dump.problems());
    PfnSet present = dump.memory().presentFrames();
    Optional<Utsname> system = Optional.empty();
    Map<OwnerKind, Long> owners = Map.of();
    try {
      KernelImage kernel = KernelImage.open(dump);
      system =
          Optional.of(Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()));
      owners = OwnerTotals.byKind(FrameOwners.of(kernel), present);
    } catch (IOException failure) {
      problems.add(failure.getMessage());
    }
    return new ImageSummary(
        dump.formatName(),
        dump.architecture(),
        dump.takenAt(),
        dump.dumpLevel(),
        dump.memory().ram(),
        present.count(),
        system,
        owners,
        problems);
  }

  /** Bytes of RAM. */
  public long ramBytes() {
    return ram.stream().mapToLong(PhysicalRange::length).sum();
  }
}
