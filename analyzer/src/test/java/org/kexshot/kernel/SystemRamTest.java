package org.kexshot.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

/** The tree of resources of a small machine. */
class SystemRamTest {
  private final FakeKernel kernel = new FakeKernel();
  private long root;
  private long low;
  private long middle;
  private long high;

  @BeforeEach
  void grow() throws IOException {
    kernel.define(
        "resource",
        "start: long long",
        "end: long long",
        "name: *char",
        "sibling: *char",
        "child: *char");
    root = resource("PCI mem", 0, 0xffff_ffffL);
    low = resource("System RAM", 0x1000, 0x9_fbff);
    middle = resource("PCI Bus 0000:00", 0xa_0000, 0xf_ffff);
    high = resource("System RAM", 0x10_0000, 0x3f_ffff);
    kernel.symbol("iomem_resource", root);
    link(root, "child", low);
    link(low, "sibling", middle);
    link(middle, "sibling", high);
    link(high, "child", resource("Kernel code", 0x20_0000, 0x2f_ffff));
  }

  private long resource(String name, long start, long last) throws IOException {
    long resource = kernel.allocate("resource");
    kernel.set(resource, "resource", "start", start);
    kernel.set(resource, "resource", "end", last);
    kernel.set(resource, "resource", "name", kernel.string(name));
    return resource;
  }

  private void link(long from, String how, long to) throws IOException {
    kernel.set(from, "resource", how, to);
  }

  @Test
  void wholePagesOfWhatTheKernelCallsRamAreRam() throws IOException {
    assertThat(SystemRam.read(kernel.open()))
        .containsExactly(
            new PhysicalRange(0x1000, 0x9_f000), new PhysicalRange(0x10_0000, 0x40_0000));
  }

  @Test
  void whatLiesInAnotherEntryOrSideBySideIsOneRange() throws IOException {
    link(middle, "child", resource("System RAM", 0xc_0000, 0xd_ffff));
    link(high, "sibling", resource("System RAM", 0x40_0000, 0x4f_ffff));
    assertThat(SystemRam.read(kernel.open()))
        .containsExactly(
            new PhysicalRange(0x1000, 0x9_f000),
            new PhysicalRange(0xc_0000, 0xe_0000),
            new PhysicalRange(0x10_0000, 0x50_0000));
  }

  @Test
  void aTreeWithoutEndOrSenseIsToldSo() throws IOException {
    link(high, "sibling", low);
    assertThatThrownBy(() -> SystemRam.read(kernel.open())).hasMessageContaining("has no end");
    link(high, "sibling", 0);
    kernel.set(high, "resource", "end", 0x1000);
    assertThatThrownBy(() -> SystemRam.read(kernel.open())).hasMessageContaining("says RAM from");
  }
}
