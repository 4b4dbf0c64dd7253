package org.kexshot.physical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.Architecture;
import org.kexshot.physical.ProgramResult.End;

/**
 * The trampoline itself, the bytes that are shipped, on a machine with nothing else: programs
 * return, make exceptions and never end, and it comes back.
 */
class PhysicalProgramIT {
  private static final int SECOND = 18;

  private static BareProgram machine(Architecture architecture) {
    return new BareProgram(architecture, SECOND, TimerRoute.USUAL);
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void protectedMode(Architecture architecture) throws Exception {
    BareProgram machine = machine(architecture);
    ProgramResult result = machine.run(BareProgram.program("sum32", "HAL"));
    assertThat(result.end()).isEqualTo(End.RETURNED);
    assertThat(result.timer()).isTrue();
    assertThat(result.value()).isEqualTo('H' + 'A' + 'L');
    assertThat(machine.output()).isEqualTo("IBM".getBytes(StandardCharsets.US_ASCII));
    assertThat(result.cycles()).isPositive();
  }

  @Test
  void longMode() throws Exception {
    BareProgram machine = machine(Architecture.X86_64);
    ProgramResult result = machine.run(BareProgram.program("sum64", "HAL"));
    assertThat(result.end()).isEqualTo(End.RETURNED);
    assertThat(result.value()).isEqualTo(BareProgram.MEMORY << 32 | 'H' + 'A' + 'L');
    assertThat(machine.output()).isEqualTo("IBM".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void realMode(Architecture architecture) throws Exception {
    BareProgram machine = machine(architecture);
    ProgramResult result = machine.run(BareProgram.program("sum16", "HAL"));
    assertThat(result.end()).isEqualTo(End.RETURNED);
    assertThat(result.timer()).isTrue();
    assertThat(result.value()).isEqualTo(0x1000L << 16 | 'H' + 'A' + 'L');
    assertThat(machine.output()).isEqualTo("IBM".getBytes(StandardCharsets.US_ASCII));
    assertThat(machine.lowMemoryKept()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "I386, selector32, 13, 5",
    "I386, divide32, 0, 2",
    "X86_64, selector32, 13, 5",
    "X86_64, divide32, 0, 2",
    "X86_64, invalid64, 6, 7",
    "X86_64, unmapped64, 14, 10"
  })
  void exceptionsEndIt(Architecture architecture, String name, int vector, long address)
      throws Exception {
    ProgramResult result = machine(architecture).run(BareProgram.program(name, ""));
    assertThat(result.end()).isEqualTo(End.FAULTED);
    assertThat(result.vector()).isEqualTo(vector);
    assertThat(result.address()).isEqualTo(address);
  }

  /**
   * A processor makes a double fault of it; QEMU's emulator checks no limits of segments, and finds
   * a stack below the program's memory.
   */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void anExceptionNeedsNoStack(Architecture architecture) throws Exception {
    ProgramResult result = machine(architecture).run(BareProgram.program("stack32", ""));
    assertThat(result.end()).isEqualTo(End.FAULTED);
    assertThat(result.vector()).isIn(6, 8);
    assertThat(result.address()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"I386, loop32", "I386, loop16", "X86_64, loop32", "X86_64, loop64", "X86_64, loop16"})
  void whatNeverEndsIsEnded(Architecture architecture, String name) throws Exception {
    BareProgram machine = new BareProgram(architecture, 3, TimerRoute.USUAL);
    ProgramResult result = machine.run(BareProgram.program(name, ""));
    assertThat(result.end()).isEqualTo(End.TIMED_OUT);
    assertThat(result.address()).isEqualTo(1);
  }

  /** Interrupted by some six ticks, of which each takes the coprocessor away. */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void ticksLeaveAProgramAlone(Architecture architecture) throws Exception {
    ProgramResult result = machine(architecture).run(BareProgram.program("slow32", ""));
    assertThat(result.end()).as(result.exception()).isEqualTo(End.RETURNED);
    assertThat(Float.intBitsToFloat((int) result.value())).isEqualTo((float) Math.PI);
  }

  /** The timer is said to be where it is not. */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void withoutATimerNothingIsRun(Architecture architecture) throws Exception {
    BareProgram machine = new BareProgram(architecture, 3, new TimerRoute(0xfec0_0000L, 9, 0));
    ProgramResult result = machine.run(BareProgram.program("sum32", "HAL"));
    assertThat(result.end()).isEqualTo(End.UNGUARDED);
    assertThat(machine.output()).isEmpty();
    BareProgram unguarded = new BareProgram(architecture, 0, TimerRoute.USUAL);
    assertThat(unguarded.run(BareProgram.program("sum32", "A")).value()).isEqualTo('A');
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void theBiosTellsItsMapOfMemory(Architecture architecture) throws Exception {
    BareProgram machine = machine(architecture);
    ProgramResult result = machine.run(FirmwareMap.program());
    assertThat(result.end()).isEqualTo(End.RETURNED);
    List<FirmwareMap.Entry> entries = FirmwareMap.of(result.value(), machine.output()).entries();
    assertThat(entries).hasSize((int) result.value());
    assertThat(entries.get(0).start()).isZero();
    assertThat(entries)
        .anySatisfy(
            entry -> {
              assertThat(entry.start()).isEqualTo(1 << 20);
              assertThat(entry.length()).isBetween(62L << 20, 63L << 20);
              assertThat(entry.kind()).isEqualTo("RAM");
            })
        .anySatisfy(entry -> assertThat(entry.kind()).isEqualTo("reserved"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void theVideoBiosTellsItsModes(Architecture architecture) throws Exception {
    BareProgram machine = machine(architecture);
    ProgramResult result = machine.run(VideoBios.program(), "-vga", "std");
    assertThat(result.end()).isEqualTo(End.RETURNED);
    VideoBios bios = VideoBios.of(result.value(), machine.output());
    assertThat(bios.version()).isEqualTo("3.0");
    assertThat(bios.memory()).isEqualTo(16 << 20);
    assertThat(bios.modes())
        .hasSize((int) result.value())
        .anySatisfy(
            mode -> {
              assertThat(mode.width()).isEqualTo(1024);
              assertThat(mode.height()).isEqualTo(768);
              assertThat(mode.bitsPerPixel()).isEqualTo(32);
              assertThat(mode.graphics()).isTrue();
              assertThat(mode.frameBuffer()).isGreaterThan(1L << 31);
              assertThat(mode.bytesPerLine()).isEqualTo(4096);
            });
  }

  @Test
  void withoutAVideoBiosItSaysSo() throws Exception {
    BareProgram machine = machine(Architecture.I386);
    ProgramResult result = machine.run(VideoBios.program());
    assertThat(result.end()).isEqualTo(End.RETURNED);
    assertThatThrownBy(() -> VideoBios.of(result.value(), machine.output()))
        .isInstanceOf(PhysicalException.class)
        .hasMessageContaining("no video BIOS");
  }

  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void theBiosTellsItsDisks(Architecture architecture) throws Exception {
    BareProgram machine = machine(architecture);
    ProgramResult result =
        machine.run(BiosDisks.program(), "-drive", "driver=null-co,read-zeroes=on,size=3M,if=ide");
    assertThat(result.end()).isEqualTo(End.RETURNED);
    List<BiosDisks.Disk> disks = BiosDisks.of(machine.output()).disks();
    assertThat(disks).hasSize(1);
    assertThat(disks.get(0))
        .isEqualTo(new BiosDisks.Disk(0x80, 0x30, 0, (3 << 20) / 512, 512, "PCI", "ATA"));
  }

  /** A sector is read by the BIOS's own driver, which waits for ticks and interrupts. */
  @ParameterizedTest
  @EnumSource(
      value = Architecture.class,
      names = {"I386", "X86_64"})
  void registersAndBufferGoThereAndBack(Architecture architecture) throws Exception {
    byte[] content = new byte[1024];
    Arrays.fill(content, (byte) 0x55);
    BiosCall call =
        new BiosCall(
            0x13,
            Map.of(Register.EAX, 0x0201L, Register.ECX, 1L, Register.EDX, 0x80L),
            Set.of(Register.EBX),
            content,
            2048);
    BareProgram machine = machine(architecture);
    ProgramResult result =
        machine.run(call.program(), "-drive", "driver=null-co,read-zeroes=on,size=3M,if=ide");
    assertThat(result.end()).isEqualTo(End.RETURNED);
    BiosCall.Answer answer = call.answer(machine.output());
    assertThat(answer.carry()).isFalse();
    assertThat(answer.registers().get(Register.EAX) & 0xffff).isEqualTo(1);
    assertThat(answer.buffer()).hasSize(2048).startsWith(new byte[512]);
    assertThat(answer.buffer()[511]).isZero();
    assertThat(answer.buffer()[512]).isEqualTo((byte) 0x55);
    assertThat(answer.buffer()[1024]).isZero();
  }

  @Test
  void whatTheBiosCannotDoHasCarry() throws Exception {
    BiosCall call = new BiosCall(0x13, Map.of(Register.EAX, 0x4100L), Set.of(), new byte[0], 0);
    BareProgram machine = machine(Architecture.I386);
    assertThat(machine.run(call.program()).end()).isEqualTo(End.RETURNED);
    assertThat(call.answer(machine.output()).carry()).isTrue();
  }
}
