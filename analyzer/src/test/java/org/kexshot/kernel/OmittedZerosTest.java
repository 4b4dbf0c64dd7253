package org.kexshot.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.CompletedDump;
import org.kexshot.format.Dump;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/** A file of the first 16 MiB of a machine that has 60 MiB. */
class OmittedZerosTest {
  private static final long MIB = 1 << 20;

  private final FakeKernel kernel = new FakeKernel();
  private long ram;

  @BeforeEach
  void describeRam() throws IOException {
    kernel.define(
        "resource",
        "start: long long",
        "end: long long",
        "name: *char",
        "sibling: *char",
        "child: *char");
    ram = kernel.allocate("resource");
    kernel.symbol("iomem_resource", ram);
    kernel.set(ram, "resource", "name", kernel.string("System RAM"));
    kernel.set(ram, "resource", "end", 60 * MIB - 1);
  }

  private Dump restored(String... problems) throws IOException {
    return OmittedZeros.restore(
        new CompletedDump(kernel.dump(), omitting(kernel.physical()), List.of(problems)),
        DebugFiles.NONE);
  }

  private static PhysicalMemory omitting(PhysicalMemory file) {
    return new PhysicalMemory() {
      @Override
      public List<PhysicalRange> ram() {
        return file.ram();
      }

      @Override
      public PageState state(long pfn) {
        return file.state(pfn);
      }

      @Override
      public void read(long address, byte[] into, int offset, int length) throws IOException {
        file.read(address, into, offset, length);
      }

      @Override
      public long omittedBlock() {
        return 16 * MIB;
      }
    };
  }

  @Test
  void blocksThatTheFileLacksAreZeros() throws IOException {
    Dump dump = restored();
    assertThat(dump.memory().ram()).containsExactly(new PhysicalRange(0, 60 * MIB));
    assertThat(dump.memory().zeroFrames().count()).isEqualTo(44 * MIB / 4096);
    assertThat(dump.problems()).isEmpty();
  }

  @Test
  void behindWhereAFileBreaksOffNothingIsKnown() throws IOException {
    Dump dump = restored("breaks off");
    assertThat(dump.memory().unreadableFrames().count()).isEqualTo(44 * MIB / 4096);
    assertThat(dump.problems()).hasSize(2).last().asString().contains("incomplete", "0x1000000");
  }

  @Test
  void whatIsNoWholeBlockIsNotKnownToBeZeros() throws IOException {
    kernel.set(ram, "resource", "start", MIB);
    Dump dump = restored();
    assertThat(dump.memory().unreadableFrames().count()).isEqualTo(44 * MIB / 4096);
    assertThat(dump.memory().zeroFrames().count()).isZero();
  }

  @Test
  void aKernelThatDoesNotTellItsRamLeavesTheFileAsItIs() throws IOException {
    kernel.set(ram, "resource", "child", ram);
    Dump dump = restored();
    assertThat(dump.memory().ram()).isEqualTo(kernel.physical().ram());
    assertThat(dump.problems()).singleElement().asString().contains("cannot be told from");
  }
}
