package org.kexshot.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

class WallClockReaderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long AHEAD = 1_700_000_000L * SECOND;

  private final FakeKernel kernel = new FakeKernel();
  private long keeper;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("clocksource", "name: *char")
        .define(
            "tk_read_base",
            "clock: *clocksource",
            "mult: unsigned int",
            "shift: unsigned int",
            "xtime_nsec: unsigned long long",
            "base: long long")
        .define(
            "timekeeper",
            "tkr_mono: tk_read_base",
            "offs_real: long long",
            "offs_boot: long long",
            "tai_offset: int")
        .define("tk_data", "timekeeper: timekeeper");
    long data = kernel.allocate("tk_data");
    keeper = data + kernel.offset("tk_data", "timekeeper");
    kernel.symbol("timekeeper_data", data);
    long source = kernel.allocate("clocksource");
    kernel.set(source, "clocksource", "name", kernel.string("tsc"));
    kernel.set(keeper, "timekeeper", "tkr_mono.clock", source);
    kernel.set(keeper, "timekeeper", "tkr_mono.mult", 1);
    kernel.set(keeper, "timekeeper", "tkr_mono.base", 40 * SECOND);
    kernel.set(keeper, "timekeeper", "tai_offset", 37);
    offsets(AHEAD, 0);
  }

  private void offsets(long real, long boot) throws IOException {
    kernel.set(keeper, "timekeeper", "offs_real", real);
    kernel.set(keeper, "timekeeper", "offs_boot", boot);
  }

  private Listing<WallClock> read() throws IOException {
    return WallClockReader.read(kernel.open());
  }

  @Test
  void tellsTheTimeAndWhenTheMachineBooted() throws Exception {
    assertThat(read().problems()).isEmpty();
    assertThat(read().items().get(0).bootTime()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(read().items())
        .containsExactly(new WallClock(AHEAD, AHEAD + 40 * SECOND, 0, 37, Optional.of("tsc")));
  }

  @Fault("A clock that was set is not told")
  @Test
  void aClockThatWasSetHasChangedAndOneOfAMachineThatSleptHasNot() throws Exception {
    Listing<WallClock> before = read();
    offsets(AHEAD + 5 * SECOND, 5 * SECOND);
    ObjectComparison<WallClock> comparison = new ObjectComparison<>(WallClockReader.KIND, true);
    assertThat(comparison.between(before, read()).changed()).isEmpty();
    offsets(AHEAD + 65 * SECOND, 5 * SECOND);
    assertThat(comparison.between(before, read()).changed()).hasSize(1);
  }

  @Test
  void aKernelWithoutTheVariableIsAProblem() throws Exception {
    FakeKernel bare = new FakeKernel();
    bare.define("seqcount", "sequence: unsigned int");
    Listing<WallClock> clocks = WallClockReader.read(bare.open());
    assertThat(clocks.items()).isEmpty();
    assertThat(clocks.problems()).hasSize(1);
  }
}
