package org.kexshot.capture.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.linux.IoMemory;

class CaptureRangeTest {
  private static final long MIB = 1 << 20;
  private static final long LIMIT = BootProtocol.I386.memoryEnd();

  @Test
  void staysInLowRamAwayFromTheKernel() throws IOException {
    IoMemory memory =
        IoMemory.parse(
            List.of(
                "00001000-0009fbff : System RAM",
                "00100000-3ffd6fff : System RAM",
                "  15400000-159815c7 : Kernel code",
                "  15e9a000-15ee4fff : Kernel bss"));
    PhysicalRange code = memory.named("Kernel code").orElseThrow();
    PhysicalRange bss = memory.named("Kernel bss").orElseThrow();
    List<PhysicalRange> candidates = CaptureRange.candidates(memory, 128 * MIB, 16 * MIB, LIMIT);
    assertThat(candidates)
        .isNotEmpty()
        .allSatisfy(
            range -> {
              assertThat(range.length()).isEqualTo(128 * MIB);
              assertThat(range.start() % (16 * MIB)).isZero();
              assertThat(range.end()).isLessThanOrEqualTo(LIMIT);
              assertThat(range.overlaps(code)).isFalse();
              assertThat(range.overlaps(bss)).isFalse();
            });
  }

  @Test
  void aMachineTooSmallHasNone() throws IOException {
    IoMemory memory = IoMemory.parse(List.of("00100000-05ffffff : System RAM"));
    assertThat(CaptureRange.candidates(memory, 128 * MIB, 16 * MIB, LIMIT)).isEmpty();
  }

  @Test
  void keepsAwayFromWhereTheAllocatorHandsPagesOut() throws IOException {
    IoMemory memory =
        IoMemory.parse(
            List.of("00100000-3ffd6fff : System RAM", "  01000000-019815c7 : Kernel code"));
    long[] handedOut =
        LongStream.concat(
                LongStream.range(32 * MIB >> 12, 300 * MIB >> 12),
                LongStream.range(500 * MIB >> 12, 1024 * MIB >> 12))
            .toArray();
    PhysicalRange range = CaptureRange.choose(memory, 104 * MIB, 4 * MIB, LIMIT, handedOut);
    assertThat(range.start()).isGreaterThanOrEqualTo(300 * MIB);
    assertThat(range.end()).isLessThanOrEqualTo(500 * MIB);
  }

  /** On a machine with RAM above the hole too, most pages are handed out there. */
  @Test
  void isBelowFourGibOnX8664() throws IOException {
    IoMemory memory =
        IoMemory.parse(
            List.of(
                "00100000-bffdafff : System RAM",
                "  0a000000-0b9815c7 : Kernel code",
                "100000000-17fffffff : System RAM"));
    long[] handedOut = LongStream.range(1L << 20, (1L << 20) + 4096).toArray();
    long limit = BootProtocol.X86_64.memoryEnd();
    PhysicalRange range = CaptureRange.choose(memory, 128 * MIB, 2 * MIB, limit, handedOut);
    assertThat(range.end()).isLessThanOrEqualTo(limit);
    assertThat(CaptureRange.candidates(memory, 128 * MIB, 16 * MIB, limit))
        .anySatisfy(r -> assertThat(r.start()).isGreaterThan(BootProtocol.I386.memoryEnd()));
  }
}
