package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.page.PackSummary;

/** Pages that resemble those of the parent are stored as differences, one deep. */
class RepositoryDeltaTest {
  private static final int FRAMES = 64;

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;

  @BeforeEach
  void makeRepository() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
  }

  private static MemoryDump random() {
    Random random = new Random(1);
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES << 12));
    byte[] page = new byte[4096];
    for (int frame = 0; frame < FRAMES; frame++) {
      random.nextBytes(page);
      image.page(frame, page);
    }
    return image;
  }

  /** The same image with some bytes of each of its pages changed. */
  private static MemoryDump changed(MemoryDump image, int seed) {
    Random random = new Random(seed);
    MemoryDump changed = image.copy();
    for (Map.Entry<Long, byte[]> page : image.pages().entrySet()) {
      byte[] bytes = page.getValue().clone();
      for (int i = 0; i < 4; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      }
      changed.page(page.getKey(), bytes);
    }
    return changed;
  }

  @Test
  void pagesThatHardlyChangeTakeLittleRoom() throws IOException {
    List<MemoryDump> images = new ArrayList<>(List.of(random()));
    List<Snapshot> snapshots = new ArrayList<>(List.of(add(images.get(0))));
    for (int i = 0; i < 3; i++) {
      images.add(changed(images.get(i), i));
      Snapshot added = add(images.get(i + 1));
      snapshots.add(added);
      PackSummary pack = added.manifest().storage().packs().get(0);
      assertThat(pack.pages()).isEqualTo(FRAMES);
      assertThat(pack.bytes()).isLessThan(FRAMES * 4096L / 10);
    }
    for (int i = 0; i < images.size(); i++) {
      assertSame(images.get(i), snapshots.get(i));
    }
    assertThat(repository.verifyAll(PageProgress.NONE).problems()).isEmpty();
    assertThat(repository.verifyAll(PageProgress.NONE).notes()).isEmpty();
  }

  /** Every difference is from the first pack, and of each snapshot that is among its packs. */
  @Test
  void aSnapshotNamesThePacksFromWhichItsPagesDiffer() throws IOException {
    MemoryDump first = random();
    MemoryDump second = changed(first, 1);
    add(first);
    add(second);
    Snapshot third = add(second);
    Files.delete(layout.pack(1));
    assertThat(repository.verify(third, PageProgress.NONE).problems())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).contains("00000001.pack"));
    Snapshot healed = add(second);
    assertThat(healed.manifest().storage().newPages()).isEqualTo(FRAMES);
    assertSame(second, healed);
    assertThat(repository.verify(healed, PageProgress.NONE).problems()).isEmpty();
  }

  @Test
  void anImageHasOneDigestInEveryRepository() throws IOException {
    MemoryDump first = random();
    MemoryDump second = changed(first, 1);
    add(first);
    String here = add(second).manifest().imageSha256().orElseThrow();
    Repository other = Repository.openOrCreate(temporary.resolve("other"));
    String there =
        other
            .add(second, SnapshotDescription.labelled("other"), PageProgress.NONE)
            .manifest()
            .imageSha256()
            .orElseThrow();
    assertThat(here).isEqualTo(there).hasSize(64);
    assertThat(add(first).manifest().imageSha256()).isNotEqualTo(here);
  }

  private Snapshot add(MemoryDump image) throws IOException {
    return repository.add(image, SnapshotDescription.labelled("x"), PageProgress.NONE);
  }

  private void assertSame(MemoryDump image, Snapshot snapshot) throws IOException {
    try (Dump stored = repository.openDump(snapshot)) {
      byte[] page = new byte[4096];
      for (Map.Entry<Long, byte[]> expected : image.pages().entrySet()) {
        stored.memory().read(expected.getKey() << 12, page, 0, 4096);
        assertThat(page).isEqualTo(expected.getValue());
      }
    }
  }
}
