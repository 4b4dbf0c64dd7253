package org.kexshot.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

class VmallocAreasTest {
  private final FakeKernel kernel = new FakeKernel();
  private long head;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("vm_struct", "flags: unsigned int", "nr_pages: unsigned int", "caller: *char")
        .define(
            "vmap_area",
            "va_start: unsigned int",
            "va_end: unsigned int",
            "list: list_head",
            "vm: *vm_struct");
    head = kernel.allocate("list_head");
    kernel.symbol("vmap_area_list", head).symbol("load_module", 0xc0b0_0000L);
    kernel.symbol("after", 0xc0b0_1000L);
  }

  private long area(long start, int flags) throws IOException {
    long area = kernel.allocateOnOwnPage("vmap_area");
    kernel.set(area, "vmap_area", "va_start", start);
    kernel.set(area, "vmap_area", "va_end", start + 0x3000);
    long detail = kernel.allocate("vm_struct");
    kernel.set(area, "vmap_area", "vm", detail);
    kernel.set(detail, "vm_struct", "flags", flags);
    kernel.set(detail, "vm_struct", "nr_pages", 2);
    kernel.set(detail, "vm_struct", "caller", 0xc0b0_0010L);
    return area;
  }

  private long node(long area) throws IOException {
    return area + kernel.offset("vmap_area", "list");
  }

  @Test
  void readsPlaceUseAndCaller() throws Exception {
    kernel.ring(head, node(area(0xf000_0000L, 2)), node(area(0xf100_0000L, 1)));
    Listing<VmallocArea> areas = VmallocAreas.read(kernel.open());
    assertThat(areas.problems()).isEmpty();
    assertThat(areas.items())
        .containsExactly(
            new VmallocArea(
                0xf000_0000L, 0xf000_3000L, "vmalloc", 2, 0xc0b0_0010L, "load_module+0x10"),
            new VmallocArea(
                0xf100_0000L, 0xf100_3000L, "ioremap", 2, 0xc0b0_0010L, "load_module+0x10"));
    assertThat(areas.items()).extracting(VmallocArea::isDevice).containsExactly(false, true);
  }

  @Test
  void anAreaWithoutDetailsSaysNothingOfItsUse() throws Exception {
    long area = area(0xf000_0000L, 2);
    kernel.set(area, "vmap_area", "vm", 0);
    kernel.ring(head, node(area));
    assertThat(VmallocAreas.read(kernel.open()).items())
        .containsExactly(new VmallocArea(0xf000_0000L, 0xf000_3000L, "", 0, 0, ""));
  }

  @Test
  void aListThatIsCutEndsWithWhatWasRead() throws Exception {
    long one = area(0xf000_0000L, 2);
    long two = area(0xf100_0000L, 2);
    kernel.ring(head, node(one), node(two));
    kernel.exclude(two);
    Listing<VmallocArea> cut = VmallocAreas.read(kernel.open());
    assertThat(cut.items()).hasSize(1);
    assertThat(cut.problems()).isNotEmpty();
  }

  @Test
  void aListThatRunsInACircleEnds() throws Exception {
    long one = area(0xf000_0000L, 2);
    long two = area(0xf100_0000L, 2);
    kernel.ring(head, node(one), node(two));
    kernel.number(node(two), node(one), 4);
    Listing<VmallocArea> circle = VmallocAreas.read(kernel.open());
    assertThat(circle.items()).hasSize(2);
    assertThat(circle.problems()).hasSize(1).first().asString().contains("runs in a circle");
  }
}
