package org.kexshot.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpContract;
import org.kexshot.format.ModelDump;
import org.kexshot.format.TestRegions;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.format.write.PageProgress;
import org.kexshot.inspect.MemoryContents;
import org.kexshot.inspect.MemoryRange;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/** Snapshots of a repository that has another one already. */
class SnapshotDumpTest implements DumpContract, PhysicalMemoryContract {
  @TempDir private Path directory;
  private final List<Dump> dumps = new ArrayList<>();

  @Override
  public Dump openDump(MemoryModel model) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    Dump image = new ModelDump(model, description(), dumpLevel());
    Dump stored =
        repository.openDump(
            repository.add(image, SnapshotDescription.labelled("test"), PageProgress.NONE));
    dumps.add(stored);
    return stored;
  }

  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    openDump(MemoryModel.random(5, absences(), image().ram().get(0)));
    return openDump(model).memory();
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(17);
  }

  /** The rest of their pages is stored as zeros and is none of the machine's memory. */
  @Test
  void whatIsNoRamInAPageIsNotRead() throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("partial"));
    List<PhysicalRange> ram =
        List.of(
            new PhysicalRange(0x1000, 0x1c00),
            new PhysicalRange(0x1e00, 0x1f00),
            new PhysicalRange(0x3800, 0x5000));
    byte[] bytes = new byte[0x5000];
    Arrays.fill(bytes, (byte) 7);
    Dump image = RawImage.open(TestRegions.of("raw", ByteBuffer.wrap(bytes)), map(ram), () -> {});
    Dump stored =
        repository.openDump(
            repository.add(image, SnapshotDescription.labelled("test"), PageProgress.NONE));
    dumps.add(stored);
    assertThat(stored.memory().ram()).isEqualTo(ram);
    assertThat(stored.memory().presentFrames()).isEqualTo(image.memory().presentFrames());
    for (Dump dump : List.of(image, stored)) {
      MemoryContents contents = MemoryRange.physical(dump.memory(), 0x1000, 0x4000).read();
      assertThat(contents.parts().stream().mapToInt(part -> part.bytes().length).sum())
          .isEqualTo(0xc00 + 0x100 + 0x1800);
      assertThat(contents.gaps().stream().map(gap -> Long.toHexString(gap.address())))
          .containsExactly("1c00", "1f00");
      assertThat(contents.gaps().stream().map(gap -> Long.toHexString(gap.length())))
          .containsExactly("200", "1900");
      for (long pfn : new long[] {1, 3, 4}) {
        ByteBuffer one = ByteBuffer.allocate(Page.SIZE);
        image.memory().readFrame(pfn, one);
        ByteBuffer other = ByteBuffer.allocate(Page.SIZE);
        dump.memory().readFrame(pfn, other);
        assertThat(other.flip()).isEqualTo(one.flip());
      }
    }
  }

  private static MemoryMap map(List<PhysicalRange> ram) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (PhysicalRange range : ram) {
      lines.append("%x-%x\n".formatted(range.start(), range.end() - 1));
    }
    return MemoryMap.parse("map", lines.toString());
  }

  @AfterEach
  void closeDumps() throws IOException {
    for (Dump dump : dumps) {
      dump.close();
    }
  }
}
