package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

/**
 * What {@link Dump} promises of every implementation. A test of one implements this, and inherits
 * the tests.
 */
public interface DumpContract {
  /**
   * Opens a dump of the implementation under test that holds what the model holds and says of
   * itself what {@link #description} says.
   */
  Dump openDump(MemoryModel model) throws IOException;

  /** What the dump is to hold. */
  default MemoryModel image() {
    return MemoryModel.random(
        3,
        Set.of(PageState.EXCLUDED),
        new PhysicalRange(0x1000, 0x1_1000),
        new PhysicalRange(0x2_0000, 0x2_4000));
  }

  /** What the dump is to say of itself. */
  default DumpDescription description() {
    return ImageFixture.description(Architecture.X86_64);
  }

  /** Whether the format has room for processors' registers. */
  default boolean carriesRegisters() {
    return true;
  }

  /** When the dump says that it was taken; most formats have no room for it. */
  default Optional<Instant> takenAt() {
    return Optional.empty();
  }

  /** The level that the dump says it was written with, as with the time. */
  default Optional<Integer> dumpLevel() {
    return Optional.empty();
  }

  @Test
  default void theFormatHasAName() throws IOException {
    try (Dump dump = openDump(image())) {
      assertThat(dump.formatName()).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  default void theDumpSaysWhichMachineWasTakenAndWhen() throws IOException {
    try (Dump dump = openDump(image())) {
      assertThat(dump.architecture()).isEqualTo(description().architecture());
      assertThat(dump.takenAt()).isEqualTo(takenAt());
      assertThat(dump.dumpLevel()).isEqualTo(dumpLevel());
      assertThat(dump.vmcoreinfo().orElseThrow().bytes())
          .isEqualTo(description().vmcoreinfo().orElseThrow().bytes());
    }
  }

  @Test
  default void notesAreRegistersAndVmcoreinfoOfTheFile() throws IOException {
    ElfNotes expected =
        carriesRegisters()
            ? description().notes().withVmcoreinfo(description().vmcoreinfo().orElseThrow())
            : ElfNotes.none();
    try (Dump dump = openDump(image())) {
      assertThat(dump.notes().without(ElfNotes.ERASEINFO).encode())
          .isEqualTo(expected.without(ElfNotes.ERASEINFO).encode());
      assertThat(dump.notes().eraseinfo()).isEqualTo(description().notes().eraseinfo());
    }
  }

  @Test
  default void memoryIsThatOfTheImage() throws IOException {
    MemoryModel image = image();
    try (Dump dump = openDump(image)) {
      ImageFixture.assertSame(image, dump.memory());
      assertThat(dump.memory().ramFrames()).isEqualTo(image.ramFrames());
    }
  }

  @Test
  default void aWholeImageHasNoProblems() throws IOException {
    try (Dump dump = openDump(image())) {
      assertThat(dump.problems()).isEmpty();
    }
  }

  /** As {@link java.io.Closeable} demands. */
  @Test
  default void closingTwiceIsClosing() throws IOException {
    Dump dump = openDump(image());
    dump.close();
    dump.close();
    assertThat(dump.formatName()).isNotBlank();
  }

  /** Two images are open together when they are compared. */
  @Test
  default void dumpsAreIndependent() throws IOException {
    MemoryModel image = image();
    List<Dump> dumps = new ArrayList<>(List.of(openDump(image), openDump(image)));
    dumps.remove(0).close();
    try (Dump other = dumps.get(0)) {
      ImageFixture.assertSame(image, other.memory());
    }
  }
}
