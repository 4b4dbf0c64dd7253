package org.kexshot.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfLayout;
import org.kexshot.kexec.BareMachine;
import org.kexshot.loader.LoaderException.Reason;

class ElfProgramTest {
  @TempDir Path directory;

  private Path file(ByteBuffer bytes) throws IOException {
    return Files.write(directory.resolve("image.elf"), bytes.array());
  }

  private ElfProgram open(Architecture architecture, Consumer<MadeElf> change) throws IOException {
    MadeElf made = new MadeElf(architecture);
    change.accept(made);
    return ElfProgram.open(file(made.bytes()));
  }

  private void refused(String message, Consumer<MadeElf> change) {
    for (Architecture architecture : new Architecture[] {Architecture.I386, Architecture.X86_64}) {
      assertThatThrownBy(() -> open(architecture, change))
          .isInstanceOfSatisfying(
              LoaderException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IMAGE))
          .hasMessageContaining("image.elf: ")
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void readsSegmentsAndEntry(Architecture architecture) throws IOException {
    try (ElfProgram program =
        open(
            architecture,
            made -> {
              made.bytes().put(MadeElf.CONTENTS, (byte) 7);
              made.segment(0, 0x30_0000, 0x200, 0x200);
              made.segment(1, 0x20_0000, 0x300, 0x1000);
            })) {
      assertThat(program.architecture()).isEqualTo(architecture);
      assertThat(program.segments())
          .extracting(ElfProgram.Segment::memory)
          .containsExactly(
              new PhysicalRange(0x20_0000, 0x20_1000), new PhysicalRange(0x30_0000, 0x30_0200));
      assertThat(program.entry(OptionalLong.empty())).isEqualTo(0x20_0010);
      assertThat(program.entry(OptionalLong.of(0x20_0fff))).isEqualTo(0x20_0fff);
      ByteBuffer bytes = ByteBuffer.allocate(0x300);
      program.read(program.segments().get(0), bytes);
      assertThat(bytes.get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void anEntryLiesInASegment() throws IOException {
    try (ElfProgram program = open(Architecture.X86_64, made -> {})) {
      assertThatThrownBy(() -> program.entry(OptionalLong.of(0x20_1000)))
          .hasMessageContaining("entry 0x201000: no segment lies there")
          .hasMessageContaining("0x200000 to 0x200fff");
      assertThatThrownBy(() -> program.entry(OptionalLong.of(0x4020_0004L)))
          .hasMessageContaining("--entry 0x200004");
      assertThatThrownBy(() -> program.entry(OptionalLong.of(-1)))
          .hasMessageContaining("no segment lies there");
    }
  }

  /** As a linker makes them, with a segment that holds the headers alone. */
  @ParameterizedTest
  @ValueSource(strings = {"count32", "count64"})
  void readsWhatALinkerMade(String name) throws IOException {
    Path file = Files.write(directory.resolve(name), BareMachine.executable(name));
    try (ElfProgram program = ElfProgram.open(file)) {
      assertThat(program.entry(OptionalLong.empty())).isEqualTo(0x40_0000);
      assertThat(program.segments()).hasSize(3);
    }
  }

  @Test
  void whatIsNoProgramForAPhysicalAddressIsRefused() {
    refused("no ELF header", made -> made.bytes().put(1, (byte) 'X'));
    refused("class 3", made -> made.bytes().put(ElfLayout.EI_CLASS, (byte) 3));
    refused("data encoding 2", made -> made.bytes().put(ElfLayout.EI_DATA, (byte) 2));
    refused("-no-pie", made -> made.bytes().putShort(ElfLayout.E_TYPE, (short) 3));
    refused("-Ttext", made -> made.bytes().putShort(ElfLayout.E_TYPE, (short) 1));
    refused("machine 40", made -> made.bytes().putShort(ElfLayout.E_MACHINE, (short) 40));
  }

  @Test
  void whatItSaysOfItselfIsHeldAgainstTheFile() {
    refused("0 program headers", made -> made.bytes().putShort(made.layout().phnum(), (short) 0));
    refused(
        "65535 program headers", made -> made.bytes().putShort(made.layout().phnum(), (short) -1));
    refused("of 8 bytes", made -> made.bytes().putShort(made.layout().phentsize(), (short) 8));
    refused(
        "program headers of",
        made -> made.layout().putWord(made.bytes(), made.layout().phoff(), MadeElf.SIZE));
    refused(
        "program headers of",
        made -> made.layout().putWord(made.bytes(), made.layout().phoff(), -1));
    refused("0x1001 bytes at offset 0x1000", made -> made.segment(0, 0x20_0000, 0x1001, 0x2000));
    refused("at most as many", made -> made.segment(0, 0x20_0000, 0x300, 0x200));
    refused("segments overlap", made -> made.segment(1, 0x20_0fff, 1, 1));
    refused(
        "PT_LOAD",
        made -> {
          made.segment(0, 0x20_0000, 0, 0);
          made.segment(1, 0x30_0000, 0, 0);
        });
  }

  @Test
  void memoryBeyondAnyIsRefused() {
    for (long size : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(
              () -> open(Architecture.X86_64, made -> made.segment(0, 0x20_0000, 1, size)))
          .isInstanceOf(LoaderException.class)
          .hasMessageContaining("beyond any memory");
    }
    assertThatThrownBy(() -> open(Architecture.X86_64, made -> made.segment(0, -4096, 1, 1)))
        .hasMessageContaining("beyond any memory");
  }

  /** Each file is read or refused; none ends otherwise. */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void mangledFilesAreReadOrRefused(Architecture architecture) throws IOException {
    Random random = new Random(20081);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      MadeElf made = new MadeElf(architecture);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(random.nextBoolean() ? 0x40 : MadeElf.HEADERS + 0x80);
        made.bytes().put(at, (byte) random.nextInt());
      }
      byte[] bytes = made.bytes().array();
      int length = random.nextInt(8) == 0 ? random.nextInt(MadeElf.SIZE) : MadeElf.SIZE;
      Path file = Files.write(directory.resolve("mangled.elf"), Arrays.copyOf(bytes, length));
      try (ElfProgram program = ElfProgram.open(file)) {
        program.entry(OptionalLong.empty());
        for (ElfProgram.Segment segment : program.segments()) {
          program.read(segment, ByteBuffer.allocate((int) segment.fileSize()));
        }
      } catch (LoaderException expected) {
        refused++;
      }
    }
    assertThat(refused).isBetween(50, 499);
  }
}
