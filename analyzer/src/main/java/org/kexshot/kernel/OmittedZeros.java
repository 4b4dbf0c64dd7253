package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.CompletedDump;
import org.kexshot.format.Dump;
import org.kexshot.memory.CompletedMemory;

/**
 * Gives a dump the RAM that its file leaves out since it holds zeros. The file does not tell that
 * from what is no RAM; the kernel's own account of its RAM does. Whole blocks of a piece of RAM are
 * left out, and the others written by ascending address: RAM that is not there otherwise, or lies
 * behind the place where a file breaks off, is not known to be zeros.
 */
final class OmittedZeros {
  private final List<PhysicalRange> zeros = new ArrayList<>();
  private final List<PhysicalRange> missing = new ArrayList<>();

  private final long block;
  private final List<PhysicalRange> inFile;

  /** From where on the file may just have broken off. */
  private final long known;

  private OmittedZeros(Dump dump) {
    this.block = dump.memory().omittedBlock();
    this.inFile = dump.memory().ram();
    this.known =
        dump.problems().isEmpty() || inFile.isEmpty()
            ? Long.MAX_VALUE
            : inFile.get(inFile.size() - 1).end();
  }

  /**
   * The dump, or one with what its file leaves out. Where the kernel cannot be asked, a problem
   * more.
   */
  static Dump restore(Dump dump, DebugFiles files) {
    if (dump.memory().omittedBlock() == 0) {
      return dump;
    }
    List<String> problems = new ArrayList<>(dump.problems());
    OmittedZeros omitted = new OmittedZeros(dump);
    try {
      for (PhysicalRange piece : SystemRam.read(KernelImage.open(dump, files))) {
        omitted.compare(piece);
      }
    } catch (IOException unknown) {
      problems.add(
          "the file leaves out blocks of zeros, which cannot be told from what is no RAM: "
              + unknown.getMessage());
      return new CompletedDump(dump, dump.memory(), List.copyOf(problems));
    }
    if (!omitted.missing.isEmpty()) {
      problems.add(
          "incomplete: %d bytes of the kernel's RAM are not in the file, the first at physical 0x%x"
              .formatted(
                  omitted.missing.stream().mapToLong(PhysicalRange::length).sum(),
                  omitted.missing.get(0).start()));
    }
    return new CompletedDump(
        dump,
        new CompletedMemory(dump.memory(), omitted.zeros, omitted.missing),
        List.copyOf(problems));
  }

  /** Adds what the file has nothing of. */
  private void compare(PhysicalRange piece) {
    long at = piece.start();
    for (PhysicalRange range : inFile) {
      if (range.end() <= at || range.start() >= piece.end()) {
        continue;
      }
      add(piece, at, Page.floor(range.start()));
      at = Page.ceil(range.end());
    }
    add(piece, at, piece.end());
  }

  private void add(PhysicalRange piece, long from, long to) {
    if (from >= to) {
      return;
    }
    boolean whole =
        from < known
            && (from - piece.start()) % block == 0
            && ((to - piece.start()) % block == 0 || to == piece.end());
    (whole ? zeros : missing).add(new PhysicalRange(from, to));
  }
}
