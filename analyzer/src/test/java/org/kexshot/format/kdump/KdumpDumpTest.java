package org.kexshot.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.MemorySink;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;

/** Frames 1 and 2 of eight are RAM, where a test makes its own file. */
class KdumpDumpTest implements FileDumpContract, PhysicalMemoryContract {
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    byte[] file = ImageFixture.kdump(model, Architecture.X86_64, Compression.ZLIB);
    return KdumpDump.open(ImageFixture.region(file), source);
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(1);
  }

  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    return openDump(model).memory();
  }

  /** A bitmap of all frames of 52 bits would take 128 GiB. */
  @Override
  public long addressLimit() {
    return 1L << 36;
  }

  /** {@code makedumpfile} has the text behind the notes, from version 5 on. */
  @Fault("`filter` and `import` lose ERASEINFO")
  @ParameterizedTest
  @CsvSource({"4, ''", "5, erase jprobe", "6, erase jprobe"})
  void whatWasErasedIsAmongTheNotes(int version, String text) throws IOException {
    byte[] file = ImageFixture.kdump(image(), Architecture.X86_64, Compression.NONE);
    KdumpLayout layout = KdumpLayout.X86_64;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long at = bytes.getLong(KdumpHeader.BLOCK + layout.eraseinfoOffset());
    long notes = bytes.getLong(KdumpHeader.BLOCK + layout.notesOffset());
    assertThat(at).isEqualTo(notes + bytes.getLong(KdumpHeader.BLOCK + layout.notesSize()));
    bytes.putInt(KdumpLayout.VERSION, version);
    try (Dump dump = KdumpDump.open(ImageFixture.region(file), () -> {})) {
      assertThat(new String(dump.notes().eraseinfo(), StandardCharsets.US_ASCII).strip())
          .isEqualTo(text);
    }
  }

  /** QEMU rounds {@code max_mapnr} up, and frames of device memory may be counted in it. */
  @Test
  void setsEndWithRamEvenIfTheBitmapsGoOn() throws IOException {
    PhysicalMemory memory = open(frames(1, 3), frames(1, 3));
    assertThat(memory.endPfn()).isEqualTo(3);
    assertThat(memory.presentFrames().end()).isEqualTo(3);
    assertThat(memory.unreadableFrames().end()).isEqualTo(3);
  }

  @Test
  void whatHasAPageIsRam() throws IOException {
    PhysicalMemory memory = open(frames(1, 2), frames(1, 3));
    assertThat(memory.ram()).containsExactly(new PhysicalRange(0x1000, 0x3000));
    assertThat(memory.state(2)).isEqualTo(PageState.PRESENT);
    assertThat(memory.presentFrames().contains(2)).isTrue();
  }

  private static PfnSet frames(long from, long to) {
    PfnSet frames = new PfnSet(8);
    frames.addRange(from, to);
    return frames;
  }

  private static PhysicalMemory open(PfnSet ram, PfnSet kept) throws IOException {
    MemoryModel model = MemoryModel.random(1, Set.of(), new PhysicalRange(0x1000, 0x3000));
    PageSelection all = ImageFixture.allOf(model);
    MemorySink sink = new MemorySink();
    KdumpWriter.write(
        model,
        new PageSelection(all.level(), ram, kept, all.counts(), 0),
        ImageFixture.description(Architecture.X86_64),
        Compression.ZLIB,
        1,
        sink);
    return KdumpDump.open(ImageFixture.region(sink.bytes()), () -> {}).memory();
  }
}
