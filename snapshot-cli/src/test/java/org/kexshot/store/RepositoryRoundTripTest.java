package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;

/** What is stored comes back, byte for byte and state for state, whatever was stored before. */
class RepositoryRoundTripTest {
  private static final PageState[] ABSENT = {PageState.EXCLUDED, PageState.UNREADABLE};

  @Property(tries = 40)
  void everyImageOfAChainComesBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int snapshots) throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("kexshot-test");
    try {
      Repository repository = Repository.openOrCreate(directory.resolve("repository"));
      MemoryDump image = randomImage(random);
      for (int i = 0; i < snapshots; i++) {
        Snapshot snapshot =
            repository.add(image, SnapshotDescription.labelled("s" + i), AddProgress.NONE);
        try (Dump stored = repository.openDump(repository.find(snapshot.id()))) {
          assertSame(image, stored, random);
        }
        assertThat(snapshot.manifest().pages().total()).isEqualTo(framesOf(image));
        image = changed(image, random);
      }
      assertThat(repository.snapshots()).hasSize(snapshots);
    } finally {
      deleteTree(directory);
    }
  }

  private static MemoryDump randomImage(Random random) {
    long second = 0x400000L + random.nextInt(64) * 4096L;
    MemoryDump image =
        new MemoryDump(
            new PhysicalRange(0x1000, 0x1000 + (1 + random.nextInt(600)) * 4096L),
            new PhysicalRange(second, second + (1 + random.nextInt(300)) * 4096L));
    return fill(image, random, 1.0);
  }

  private static MemoryDump changed(MemoryDump image, Random random) {
    return fill(image.copy(), random, 0.1);
  }

  private static MemoryDump fill(MemoryDump image, Random random, double share) {
    for (PhysicalRange range : image.ram()) {
      for (long frame = range.start() >>> 12; frame < range.end() >>> 12; frame++) {
        if (random.nextDouble() < share) {
          fillFrame(image, random, frame);
        }
      }
    }
    return image;
  }

  private static void fillFrame(MemoryDump image, Random random, long frame) {
    byte[] page = new byte[4096];
    switch (random.nextInt(5)) {
      case 0 -> image.page(frame, page);
      case 1 -> image.absent(frame, ABSENT[random.nextInt(2)]);
      case 2 -> {
        random.nextBytes(page);
        image.page(frame, page);
      }
      case 3 -> {
        page[4095] = (byte) (1 + random.nextInt(4));
        image.page(frame, page);
      }
      default -> {
        new Random(random.nextInt(20)).nextBytes(page);
        image.page(frame, page);
      }
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

  private static void deleteTree(Path directory) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
