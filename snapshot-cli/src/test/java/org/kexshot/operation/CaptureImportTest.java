package org.kexshot.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kexec.Jump;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.Addition;
import org.kexshot.store.Repository;
import org.kexshot.store.TestDump;
import org.kexshot.store.manifest.SnapshotDescription;

/** What becomes of memory that was captured, where it can be stored and where not. */
class CaptureImportTest {
  private static final Capture.Progress NO_PROGRESS =
      new Capture.Progress() {
        @Override
        public void pages(long done, long total) {}

        @Override
        public void close() {}
      };

  @TempDir private Path directory;
  private Path file;
  private Repository repository;

  @BeforeEach
  void capture() throws IOException {
    file = directory.resolve("captured");
    TestDump.write(file, new Random(1), 0);
    repository = Repository.openOrCreate(directory.resolve("repository"));
  }

  @Test
  void isStored() throws IOException {
    Captured captured = new Captured(false);
    CapturedSnapshot stored = store(captured);
    assertThat(stored.snapshot().manifest().description().pause())
        .contains(Duration.ofMillis(1234));
    assertThat(captured.done).containsExactly("storing before", "verify", "all read");
    assertThat(stored.snapshot().manifest().description().live()).contains(Captured.READING);
  }

  /** Here the disk is as if it were full at the second opening, which the file needs not. */
  @Test
  void whatCannotBeStoredIsWrittenToAFileBesideTheRepository() throws IOException {
    Captured captured = new Captured(false);
    captured.failingOpens = 1;
    Throwable failure = catchThrowable(() -> store(captured));
    assertThat(failure)
        .isInstanceOfSatisfying(
            CaptureException.class,
            e -> assertThat(e.reason()).isEqualTo(CaptureException.Reason.NOT_STORED))
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("kexshot import --label 'before' " + directory);
    Path kept = directory.resolve("kexshot-unstored-20261128-095030-000.kdump");
    assertThat(Files.getPosixFilePermissions(kept))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (Dump found = DumpFiles.open(kept);
        Dump expected = DumpFiles.open(file)) {
      assertThat(pages(found.memory())).isEqualTo(pages(expected.memory()));
    }
    assertThat(repository.snapshots()).isEmpty();
  }

  @Test
  void whatLiesOnADeviceIsKeptThere() {
    Captured captured = new Captured(true);
    captured.failingOpens = 1;
    assertThatThrownBy(() -> store(captured))
        .hasMessageContaining("`kexshot capture store --device the device` stores it");
    assertThat(captured.done).containsExactly("storing before", "verify", "keep before");
  }

  /** The next one is as good: there was no instant that will not come again. */
  @Test
  void whatIsNotHeldIsNotKept() throws IOException {
    Captured captured = new Captured(false);
    captured.held = false;
    captured.failingOpens = 1;
    assertThatThrownBy(() -> store(captured)).hasMessage("No space left on device");
    assertThat(captured.done).containsExactly("storing before", "verify");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, repository.directory());
    }
  }

  @Test
  void whatIsDamagedIsNotKept() {
    Captured captured = new Captured(true);
    captured.damaged = true;
    assertThatThrownBy(() -> store(captured)).hasMessage("damaged");
    assertThat(captured.done).containsExactly("storing before", "verify", "erase");
  }

  /** Of a device that takes no writes any more. */
  @Fault("A snapshot is lost where its device takes no writes any more")
  @Test
  void whatCanBeReadIsStoredAllTheSame() throws IOException {
    Captured captured = new Captured(true);
    captured.readOnly = true;
    store(captured);
    assertThat(repository.snapshots()).hasSize(1);

    captured.failingOpens = 1;
    assertThatThrownBy(() -> store(captured))
        .hasMessageContaining("kexshot import --label 'before' " + directory);
    captured.damaged = true;
    assertThatThrownBy(() -> store(captured))
        .hasMessageStartingWith("damaged; the device still holds this machine's memory");
  }

  @Test
  void whatCannotBeKeptEitherIsSaidToBeLost() {
    Captured captured = new Captured(false);
    captured.failingOpens = Integer.MAX_VALUE;
    assertThatThrownBy(() -> store(captured))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was taken and is lost");
  }

  private CapturedSnapshot store(CapturedMemory captured) throws IOException {
    try (Addition addition = repository.beginAddition(Duration.ZERO, told -> {})) {
      return new CaptureImport(
              captured,
              SnapshotDescription.labelled("before"),
              DebugFiles.NONE,
              CaptureImport::thisMachine)
          .intoOrKeep(addition, repository.directory(), () -> NO_PROGRESS);
    }
  }

  private static List<Object> pages(PhysicalMemory memory) throws IOException {
    List<Object> pages = new ArrayList<>();
    for (long pfn = 0; pfn < memory.endPfn(); pfn++) {
      byte[] page = new byte[4096];
      memory.read(pfn << 12, page, 0, page.length);
      pages.add(Arrays.hashCode(page));
    }
    return pages;
  }

  /** A file that stands for captured memory, and notes what is done to it. */
  private final class Captured implements CapturedMemory {
    private static final LiveReading READING =
        LiveReading.of(
            new LiveMeasurement(
                Duration.ofSeconds(2), Duration.ofMillis(90), 4096, 41, 1, 2, 3, 0));

    private final boolean onDevice;
    private boolean held = true;
    private final List<String> done = new ArrayList<>();
    private int failingOpens;
    private boolean damaged;
    private boolean readOnly;

    Captured(boolean onDevice) {
      this.onDevice = onDevice;
    }

    @Override
    public String method() {
      return "test";
    }

    @Override
    public String holder() {
      return "the device";
    }

    @Override
    public long length() {
      return 1;
    }

    @Override
    public Instant takenAt() {
      return Instant.parse("2026-11-28T09:50:30Z");
    }

    @Override
    public Optional<Duration> pause() {
      return Optional.of(Duration.ofMillis(1234));
    }

    @Override
    public Optional<LiveReading> liveReading() {
      return done.contains("all read") ? Optional.of(READING) : Optional.empty();
    }

    @Override
    public boolean isHeld() {
      return held;
    }

    @Override
    public void allRead() {
      done.add("all read");
    }

    @Override
    public Optional<Jump> jump() {
      return Optional.empty();
    }

    @Override
    public CaptureFigures figures() {
      return CaptureFigures.of(Map.of());
    }

    @Override
    public Optional<String> remark() {
      return Optional.empty();
    }

    @Override
    public void verify() throws CaptureException {
      done.add("verify");
      if (damaged) {
        throw new CaptureException(CaptureException.Reason.DUMP_DAMAGED, "damaged");
      }
    }

    @Override
    public Dump open() throws IOException {
      if (failingOpens-- > 0) {
        throw new IOException("No space left on device");
      }
      return DumpFiles.open(file);
    }

    private void write(String what) throws IOException {
      if (readOnly) {
        throw new IOException("Input/output error");
      }
      done.add(what);
    }

    @Override
    public void storing(String label) throws IOException {
      write("storing " + label);
    }

    @Override
    public void leave(String label) throws IOException {
      write("leave " + label);
    }

    @Override
    public boolean keep(String label) throws IOException {
      write("keep " + label);
      return onDevice;
    }

    @Override
    public void erase() throws IOException {
      write("erase");
    }

    @Override
    public void close() {}
  }

  @Test
  void nothingElseIsLeft() throws IOException {
    store(new Captured(false));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, repository.directory());
    }
  }
}
