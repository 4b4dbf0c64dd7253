package org.kexshot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.maintain.VerifyScope;
import org.kexshot.store.manifest.SnapshotDescription;

/** Verification of the structure alone, and of the data in slices. */
class VerificationTest {
  private static final int FRAMES = 8;
  private static final VerifyScope ONE_PACK = VerifyScope.dataFor(Duration.ofNanos(1));

  @TempDir private Path temporary;
  private RepositoryLayout layout;
  private Repository repository;

  @BeforeEach
  void addThree() throws IOException {
    layout = new RepositoryLayout(temporary.resolve("repository"));
    repository = Repository.openOrCreate(layout.root());
    Random random = new Random(3);
    for (int snapshot = 0; snapshot < 3; snapshot++) {
      MemoryDump dump = new MemoryDump(new PhysicalRange(0, FRAMES * Page.SIZE));
      for (int frame = 0; frame < FRAMES; frame++) {
        byte[] page = new byte[Page.SIZE];
        random.nextBytes(page);
        dump.page(frame, page);
      }
      repository.add(dump, SnapshotDescription.labelled("s" + snapshot), PageProgress.NONE);
    }
  }

  private Verification verify(VerifyScope scope) throws IOException {
    return repository.verifyAll(scope, PageProgress.NONE);
  }

  private void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void theStructureIsCheckedWithoutReadingPages() throws IOException {
    Verification sound = verify(VerifyScope.STRUCTURE);
    assertThat(sound.isOfStructure()).isTrue();
    assertThat(sound.packs()).isEqualTo(3);
    flip(layout.pack(2), 100);
    assertThat(verify(VerifyScope.STRUCTURE).problems()).isEmpty();
    assertThat(verify(VerifyScope.DATA).problems())
        .singleElement()
        .asString()
        .contains("00000002.pack");
    flip(layout.pack(2), (int) Files.size(layout.pack(2)) - 150);
    assertThat(verify(VerifyScope.STRUCTURE).problems())
        .isNotEmpty()
        .allMatch(problem -> problem.contains("00000002.pack"));
  }

  @Test
  void whatTookTooLongGoesOnTheNextTime() throws IOException {
    for (int pack = 1; pack <= 3; pack++) {
      assertThat(verify(ONE_PACK).packs()).isOne();
      assertThat(Files.readAllLines(layout.verifiedPacks()))
          .hasSize(1 + pack)
          .last()
          .asString()
          .startsWith(pack + " ")
          .endsWith(" sound");
    }
    assertThat(verify(ONE_PACK).notes())
        .singleElement()
        .asString()
        .contains("1 of 3 packs were read in the time given, 2 were earlier");
  }

  @Test
  void whatWasDamagedIsReadFirstAndNotForgotten() throws IOException {
    verify(VerifyScope.DATA);
    flip(layout.pack(3), 100);
    verify(VerifyScope.DATA);
    flip(layout.pack(2), 100);
    List<String> problems = verify(ONE_PACK).problems();
    assertThat(problems).singleElement().asString().contains("00000003.pack");
    flip(layout.pack(3), 100);
    assertThat(verify(ONE_PACK).problems()).isEmpty();
    assertThat(Files.readAllLines(layout.verifiedPacks())).last().asString().endsWith(" sound");
  }

  @Test
  void aPackOfAnotherLengthWasNeverRead() throws IOException {
    verify(VerifyScope.DATA);
    List<String> lines = Files.readAllLines(layout.verifiedPacks());
    Files.write(
        layout.verifiedPacks(), List.of(lines.get(0), lines.get(1), "2 1 " + "?", "3 1 nonsense"));
    assertThat(verify(ONE_PACK).notes())
        .singleElement()
        .asString()
        .contains("1 of 3 packs were read in the time given, 1 never were, 1 were earlier");
    Files.write(layout.verifiedPacks(), new byte[] {-1, 0, 10, 10});
    assertThat(verify(ONE_PACK).notes()).singleElement().asString().contains("2 never were");
  }
}
