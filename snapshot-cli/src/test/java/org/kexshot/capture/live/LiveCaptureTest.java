package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.Addition;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;

/** What is read of a machine that changes meanwhile. */
class LiveCaptureTest {
  @TempDir private Path directory;

  private static LiveCapture begin(LiveMachine machine, int level, PageHolder holder)
      throws IOException {
    return LiveCapture.begin(machine, new DumpLevel(level), holder, new Random(1));
  }

  private static byte[] page(PhysicalMemory memory, int frame) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE);
    memory.readFrame(frame, page);
    return page.array();
  }

  @Test
  void holdsThePagesOfTheLevel() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      for (int frame = 0; frame < KcoreFixture.FRAMES; frame++) {
        boolean free = frame >= KcoreFixture.FREE && frame < KcoreFixture.POISONED;
        boolean poisoned = frame >= KcoreFixture.POISONED && frame < 984 && frame % 5 == 0;
        PageState state = dump.memory().state(frame);
        assertThat(state)
            .as("frame %d", frame)
            .isEqualTo(free || poisoned ? PageState.EXCLUDED : PageState.PRESENT);
        if (state == PageState.PRESENT) {
          assertThat(page(dump.memory(), frame)).as("frame %d", frame).isEqualTo(kcore.page(frame));
        }
      }
      assertThat(dump.dumpLevel()).contains(17);
      assertThat(dump.vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0-fixture");
      assertThat(capture.figures().byName()).containsEntry("pages.free", 64L);
      assertThat(capture.length()).isEqualTo(dump.memory().presentFrames().count() * Page.SIZE);
    }
    assertThat(directory.resolve("held")).doesNotExist();
  }

  @Test
  void theKernelsOwnPagesAreReadAtOnceAndTheOthersAsTheyAreStored() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    int kernel = KcoreFixture.KERNEL + 2;
    int cache = KcoreFixture.CACHE + 1;
    byte[] before = kcore.page(kernel);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 0, kcore.holder());
        Dump dump = capture.open()) {
      kcore.change(kernel);
      kcore.change(cache);
      assertThat(page(dump.memory(), kernel)).isEqualTo(before).isNotEqualTo(kcore.page(kernel));
      assertThat(page(dump.memory(), cache)).isEqualTo(kcore.page(cache));
    }
  }

  /** All 1,024 frames but the poisoned ones are the sample here, so that it is exact. */
  @Test
  void whatChangedMeanwhileIsCounted() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 0, kcore.holder())) {
      assertThat(capture.liveReading()).isEmpty();
      for (int frame = 700; frame < 710; frame++) {
        kcore.change(frame);
      }
      kcore.describe(KcoreFixture.KERNEL + 1, 0, 0, KcoreFixture.BUDDY, 0);
      kcore.describe(KcoreFixture.FREE, 0, 0, -1, 0);
      kcore.describe(
          KcoreFixture.CACHE + 1, KcoreFixture.LRU, 0x1000 | KcoreFixture.ANONYMOUS, 0, 0);
      capture.allRead();
      LiveMeasurement reading = measured(capture);
      assertThat(reading.freed()).isEqualTo(1);
      assertThat(reading.taken()).as("a free block of eight").isEqualTo(8);
      assertThat(reading.otherwise()).isEqualTo(1);
      int descriptorPages = 3;
      assertThat(reading.changed()).isEqualTo(10 + descriptorPages);
      assertThat(reading.sampled()).isEqualTo(machine.memory().ramFrames().count() - 13);
      assertThat(reading.unmapped()).isZero();
      assertThat(reading.kernelLasted()).isPositive().isLessThanOrEqualTo(reading.lasted());
    }
  }

  @Test
  void highMemoryIsUnknownAndNeverZero() throws IOException {
    int low = 900;
    KcoreFixture kcore = KcoreFixture.write(directory, low);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      assertThat(dump.memory().state(low)).as("free").isEqualTo(PageState.EXCLUDED);
      int high = KcoreFixture.FRAMES - 1;
      assertThat(dump.memory().state(high)).isEqualTo(PageState.UNREADABLE);
      assertThatThrownBy(() -> page(dump.memory(), high))
          .isInstanceOfSatisfying(
              MemoryFault.class,
              fault -> assertThat(fault.state()).isEqualTo(PageState.UNREADABLE));
      capture.allRead();
      long wanted = KcoreFixture.FRAMES - KcoreFixture.POISONED - 13;
      assertThat(measured(capture).unmapped()).isEqualTo(wanted);
      assertThat(dump.memory().unreadableFrames().count()).isEqualTo(wanted);
      assertThat(capture.figures().excluded()).containsEntry("unreadable", wanted);
    }
  }

  /** As modules of i386 mostly are. */
  @Test
  void highMemoryThatTheKernelMapsForItselfIsReadThere() throws IOException {
    int high = KcoreFixture.FRAMES - 1;
    KcoreFixture kcore = KcoreFixture.write(directory, 900);
    kcore.mapElsewhere(high, kcore.page(KcoreFixture.KERNEL + 2));
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      assertThat(page(dump.memory(), high)).isEqualTo(kcore.page(KcoreFixture.KERNEL + 2));
      assertThat(dump.memory().state(high - 1)).isEqualTo(PageState.UNREADABLE);
      ByteBuffer end = ByteBuffer.allocate(3 * Page.SIZE);
      assertThatThrownBy(() -> dump.memory().read((high - 2L) * Page.SIZE, end))
          .isInstanceOf(MemoryFault.class);
    }
  }

  /** Of an area that was given up the file shows zeros. */
  @Test
  void whereTheFileShowsZerosOfItItIsUnknown() throws IOException {
    int high = KcoreFixture.FRAMES - 1;
    KcoreFixture kcore = KcoreFixture.write(directory, 900);
    kcore.mapElsewhere(high, new byte[Page.SIZE]);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      assertThat(dump.memory().state(high)).isEqualTo(PageState.UNREADABLE);
    }
  }

  /** The file has a header for it and shows zeros, as of memory of {@code memfd_secret}. */
  @Test
  void whatTheKernelDoesNotMapIsUnknownAndNeverZero() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    kcore.unmap(KcoreFixture.CACHE);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      assertThat(dump.memory().state(KcoreFixture.CACHE)).isEqualTo(PageState.UNREADABLE);
      assertThat(dump.memory().unreadableFrames().count()).isEqualTo(1);
    }
  }

  @Test
  void whatTheKernelDoesNotGiveIsUnreadable() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    try (LiveMachine machine = kcore.open()) {
      kcore.cut(KcoreFixture.FRAMES - 1);
      try (LiveCapture capture = begin(machine, 17, kcore.holder());
          Dump dump = capture.open()) {
        int last = KcoreFixture.FRAMES - 1;
        assertThat(dump.memory().state(last)).isEqualTo(PageState.UNREADABLE);
        assertThat(dump.memory().state(last - 1)).isEqualTo(PageState.PRESENT);
        assertThat(capture.figures().excluded()).containsEntry("unreadable", 1L);
      }
    }
  }

  @Test
  void theManifestSaysThatItIsNotOfOneInstant() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, 900);
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    LiveReading reading;
    try (LiveMachine machine = kcore.open();
        Addition addition = repository.beginAddition(Duration.ZERO, told -> {});
        LiveCapture capture = begin(machine, 17, kcore.holder());
        Dump dump = capture.open()) {
      addition.add(
          dump,
          DebugFiles.NONE,
          () -> {
            kcore.change(KcoreFixture.CACHE);
            capture.allRead();
            return SnapshotDescription.labelled("live")
                .withLive(capture.liveReading().orElseThrow());
          },
          PageProgress.NONE);
      reading = capture.liveReading().orElseThrow();
    }
    Snapshot stored = repository.find("live");
    Manifest manifest = stored.manifest();
    assertThat(manifest.description().live()).contains(reading);
    LiveMeasurement measured = reading.measurement().orElseThrow();
    assertThat(measured.changed()).isEqualTo(1);
    assertThat(manifest.pages().unreadable()).isEqualTo(measured.unmapped());
    assertThat(repository.outlines().outlines().get(0).live()).isTrue();
    try (Dump dump = repository.openDump(stored)) {
      assertThat(dump.liveReading()).contains(reading);
    }
    assertThat(Files.readString(manifest(repository))).contains("\"live\" : {");
  }

  private static Path manifest(Repository repository) throws IOException {
    try (var files = Files.list(repository.directory().resolve("snapshots"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private static LiveMeasurement measured(LiveCapture capture) {
    return capture.liveReading().flatMap(LiveReading::measurement).orElseThrow();
  }
}
