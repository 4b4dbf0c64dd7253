package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;

/** Arrays with nodes of four slots. */
class XArrayTest {
  private static final long ENTRY = 0xc0d0_0000L;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long idr;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("xarray", "xa_head: *char")
        .define("idr", "idr_rt: xarray", "idr_base: unsigned int")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[4]");
    idr = kernel.allocate("idr");
  }

  private long node(int shift, long... slots) throws IOException {
    long node = kernel.allocate("xa_node");
    kernel.set(node, "xa_node", "shift", shift);
    for (int i = 0; i < slots.length; i++) {
      kernel.number(node + kernel.offset("xa_node", "slots") + 4L * i, slots[i], 4);
    }
    return node | 2;
  }

  private List<String> walk() throws IOException {
    List<String> found = new ArrayList<>();
    KernelImage image = kernel.open();
    new XArray(image, problems)
        .forEachOfIdr(
            "the table",
            image.struct("idr", idr),
            (index, entry) -> found.add(index + "=" + Long.toHexString(entry - ENTRY)));
    return found;
  }

  private void head(long entry) throws IOException {
    kernel.set(idr, "idr", "idr_rt.xa_head", entry);
  }

  @Test
  void visitsPointersByIndex() throws Exception {
    // The second slot holds a value, the last an entry that the array reserves for itself.
    head(node(2, node(0, 0, 0x15, ENTRY, 0x102), 0, node(0, ENTRY + 16)));
    kernel.set(idr, "idr", "idr_base", 1);
    assertThat(walk()).containsExactly("3=0", "9=10");
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aSingleEntryNeedsNoNode() throws Exception {
    head(ENTRY);
    assertThat(walk()).containsExactly("0=0");
  }

  @Test
  void aNodeBelowItselfIsADamage() throws Exception {
    long inner = node(2, 0, ENTRY);
    head(node(2, inner, inner));
    assertThat(walk()).isEmpty();
    assertThat(problems.list()).hasSize(2).allSatisfy(p -> assertThat(p).contains("no valid node"));
  }

  @Test
  void aNodeThatIsNotThereLeavesTheOthers() throws Exception {
    head(node(2, 0xc200_0002L, node(0, ENTRY)));
    assertThat(walk()).containsExactly("4=0");
    assertThat(problems.list()).hasSize(1).first().asString().contains("the table: index 0");
  }
}
