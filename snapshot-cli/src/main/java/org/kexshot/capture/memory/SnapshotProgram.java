package org.kexshot.capture.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Architecture;
import org.kexshot.kexec.AssembledProgram;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.LockedMemory;
import org.kexshot.paging.PagingForm;

/**
 * The program in physical mode that copies pages, assembled from {@code src/main/asm}: {@code
 * snapshot.S} says what it does. Behind it lies the table of {@link DescriptorExtent}s.
 */
final class SnapshotProgram {
  private static final int EXTENT_SIZE = 3 * Long.BYTES;

  private final AssembledProgram program;
  private final PagingForm form;
  private final List<DescriptorExtent> extents;

  private SnapshotProgram(
      AssembledProgram program, PagingForm form, List<DescriptorExtent> extents) {
    this.program = program;
    this.form = form;
    this.extents = extents;
  }

  /**
   * @param form of the page tables that it is to walk
   */
  static SnapshotProgram load(
      Architecture architecture, PagingForm form, List<DescriptorExtent> extents)
      throws IOException {
    String directory =
        switch (architecture) {
          case I386 -> "i386/";
          case X86_64 -> "x86_64/";
        };
    return new SnapshotProgram(AssembledProgram.load(directory + "snapshot"), form, extents);
  }

  /** Bytes that it takes in memory, whole pages. */
  long size() {
    return LockedMemory.pages(extentsOffset() + (long) extents.size() * EXTENT_SIZE);
  }

  private int extentsOffset() {
    return program.size() + Long.BYTES - 1 & -Long.BYTES;
  }

  /** Offset of its entry. */
  long entry() {
    return program.offset("snapshot_start");
  }

  /**
   * The program with its parameters, as it is loaded.
   *
   * @param physical address of its first byte
   * @param parameters values by their names
   */
  KexecSegment at(long physical, Map<String, Long> parameters) {
    ByteBuffer out =
        ByteBuffer.allocateDirect((int) size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(0, program.bytes());
    parameters.forEach((name, value) -> out.putLong(program.offset(name), value));
    out.putLong(program.offset("entry_shift"), form.entryBytes() == 4 ? 2 : 3);
    out.putLong(program.offset("level_count"), form.levels());
    int at = program.offset("levels");
    for (int level = form.levels() - 1; level >= 0; level--, at += 2 * Long.BYTES) {
      out.putLong(at, Long.numberOfTrailingZeros(form.span(level)));
      out.putLong(at + Long.BYTES, form.entries(level) - 1L);
    }
    out.putLong(program.offset("extents"), physical + extentsOffset());
    out.putLong(program.offset("extent_count"), extents.size());
    at = extentsOffset();
    for (DescriptorExtent extent : extents) {
      out.putLong(at, extent.startPfn());
      out.putLong(at + Long.BYTES, extent.endPfn());
      out.putLong(at + 2 * Long.BYTES, extent.address());
      at += EXTENT_SIZE;
    }
    return new KexecSegment(out, physical, size());
  }

  /** What the program left on its page of results. */
  SnapshotResults results(ByteBuffer page) {
    return SnapshotResults.read(page, name -> program.offset(name) - program.offset("results"));
  }
}
