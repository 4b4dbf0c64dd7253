package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** What is stored comes back, byte for byte and state for state, whatever was stored before. */
class RepositoryRoundTripTest {
  @Property(tries = 40)
  void everyImageOfAChainComesBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int snapshots) throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("kexshot-test");
    try {
      Repository repository = Repository.openOrCreate(directory.resolve("repository"));
      MemoryDump image = RandomImages.image(random);
      for (int i = 0; i < snapshots; i++) {
        Snapshot snapshot =
            repository.add(image, SnapshotDescription.labelled("s" + i), PageProgress.NONE);
        try (Dump stored = repository.openDump(repository.find(snapshot.id()))) {
          assertSame(image, stored, random);
        }
        assertThat(snapshot.manifest().pages().total()).isEqualTo(framesOf(image));
        image = RandomImages.changed(image, random);
      }
      assertThat(repository.snapshots()).hasSize(snapshots);
    } finally {
      TestDirectories.deleteTree(directory);
    }
  }

  @Test
  void aCorruptPageIsStoredAsUnreadable(@TempDir Path directory) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    MemoryDump image = new MemoryDump(new PhysicalRange(0, 4 << 12));
    image.page(1, new byte[4096]).failingAt(2, new DumpFormatException("a.dump", 7, "corrupt"));
    Snapshot snapshot =
        repository.add(image, SnapshotDescription.labelled("one"), PageProgress.NONE);
    assertThat(snapshot.manifest().pages().unreadable()).isEqualTo(1);
    try (Dump stored = repository.openDump(snapshot)) {
      assertThat(stored.memory().state(2)).isEqualTo(PageState.UNREADABLE);
      assertThat(stored.memory().state(1)).isEqualTo(PageState.PRESENT);
    }
  }

  private static long framesOf(MemoryDump image) {
    return image.ram().stream().mapToLong(PhysicalRange::length).sum() >>> 12;
  }

  private static void assertSame(MemoryDump image, Dump stored, Random random) throws IOException {
    assertThat(stored.memory().ram()).isEqualTo(image.ram());
    assertThat(stored.vmcoreinfo().orElseThrow().bytes())
        .isEqualTo(image.vmcoreinfo().orElseThrow().bytes());
    byte[] expected = new byte[4096];
    byte[] found = new byte[4096];
    for (long frame = 0; frame < image.endPfn() + 3; frame++) {
      PageState state = image.state(frame);
      assertThat(stored.memory().state(frame)).as("frame 0x%x", frame).isEqualTo(state);
      long address = frame << 12;
      if (state == PageState.PRESENT) {
        image.read(address, expected, 0, 4096);
        stored.memory().read(address, found, 0, 4096);
        assertThat(found).as("frame 0x%x", frame).isEqualTo(expected);
      } else {
        int offset = random.nextInt(4096);
        assertThatThrownBy(() -> stored.memory().read(address + offset, found, 0, 1))
            .isInstanceOfSatisfying(
                MemoryFault.class,
                fault -> {
                  assertThat(fault.state()).isEqualTo(state);
                  assertThat(fault.address()).isEqualTo(address + offset);
                });
      }
    }
  }
}
