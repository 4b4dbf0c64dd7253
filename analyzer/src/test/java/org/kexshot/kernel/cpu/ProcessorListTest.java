package org.kexshot.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;
import org.kexshot.types.TypeException;

/** Four processors can be there, three are, and the last of them never ran. */
class ProcessorListTest {
  private static final int COPY = 0x100;

  private final FakeKernel kernel = new FakeKernel();
  private long online;
  private long copies;

  @BeforeEach
  void layOut() throws IOException {
    kernel.define("cpuinfo_x86", "x86_model_id: unsigned char[64]", "microcode: unsigned int");
    long offsets = kernel.allocate(16);
    copies = kernel.allocateOnOwnPage("cpuinfo_x86");
    for (int i = 0; i < 4; i++) {
      kernel.number(offsets + 4L * i, i * COPY, 4);
    }
    long count = kernel.allocate(4);
    kernel.number(count, 4, 4);
    long present = kernel.allocate(4);
    kernel.number(present, 0b111, 4);
    online = kernel.allocate(4);
    kernel.number(online, 0b011, 4);
    kernel
        .symbol("__per_cpu_offset", offsets)
        .symbol("nr_cpu_ids", count)
        .symbol("__cpu_present_mask", present)
        .symbol("__cpu_online_mask", online)
        .symbol("cpu_info", copies);
    for (int i = 0; i < 2; i++) {
      kernel.text(copies + i * COPY, "cpuinfo_x86", "x86_model_id", "A Processor 9000   ");
      kernel.set(copies + i * COPY, "cpuinfo_x86", "microcode", 0x2b);
    }
  }

  private Listing<Processor> read() throws IOException {
    return ProcessorList.read(kernel.open());
  }

  @Test
  void listsThoseThatArePresent() throws Exception {
    Optional<String> model = Optional.of("A Processor 9000");
    Optional<String> microcode = Optional.of("0x2b");
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .containsExactly(
            new Processor(0, true, model, microcode),
            new Processor(1, true, model, microcode),
            new Processor(2, false, Optional.empty(), Optional.empty()));
  }

  @Fault("A processor that was switched off or on is not told")
  @Test
  void oneThatIsSwitchedOffHasChanged() throws Exception {
    Listing<Processor> before = read();
    kernel.number(online, 0b001, 4);
    ObjectDifference<Processor> difference =
        new ObjectComparison<>(ProcessorList.KIND, true).between(before, read());
    assertThat(difference.changed()).hasSize(1);
    assertThat(difference.appeared()).isEmpty();
    assertThat(difference.vanished()).isEmpty();
  }

  /** As in each image that a jump took. */
  @Test
  void oneThatIsStoppedForASnapshotIsOnline() throws Exception {
    kernel.number(online, 0b001, 4);
    long stopped = kernel.allocate(4);
    kernel.number(stopped, 0b010, 4);
    kernel.symbol("frozen_cpus", stopped);
    assertThat(read().items()).extracting(Processor::online).containsExactly(true, true, false);
  }

  @Test
  void whichAreThereIsUnknownWithoutTheirMasks() throws Exception {
    FakeKernel bare = new FakeKernel();
    long offsets = bare.allocate(8);
    bare.number(offsets + 4, COPY, 4);
    long count = bare.allocate(4);
    bare.number(count, 2, 4);
    bare.symbol("__per_cpu_offset", offsets).symbol("nr_cpu_ids", count);
    assertThatThrownBy(() -> ProcessorList.read(bare.open()))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("__cpu_online_mask");
  }

  @Test
  void whatOneIsMayBeMissing() throws Exception {
    kernel.exclude(copies);
    List<Processor> processors = read().items();
    assertThat(processors).hasSize(3);
    assertThat(processors.get(0).online()).isTrue();
    assertThat(processors.get(0).model()).isEmpty();
    assertThat(read().problems()).isNotEmpty();
  }
}
