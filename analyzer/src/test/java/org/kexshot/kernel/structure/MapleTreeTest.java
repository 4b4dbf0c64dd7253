package org.kexshot.kernel.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.Problems;

/** Maple trees with nodes of 4 and 3 slots. */
class MapleTreeTest {
  private static final int LEAF = 1;
  private static final int ALLOCATION = 3;
  private static final long ENTRY = 0xc0d0_0000L;

  private final FakeKernel kernel = new FakeKernel();
  private long tree;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("maple_tree", "ma_lock: unsigned int", "ma_root: *char")
        .define(
            "maple_range_64", "parent: *char", "pivot: unsigned int[3]", "slot: unsigned int[4]")
        .define(
            "maple_arange_64", "parent: *char", "pivot: unsigned int[2]", "slot: unsigned int[3]");
    tree = kernel.allocate("maple_tree");
  }

  private long node(int type, long[] pivots, long... slots) throws IOException {
    String struct = type == ALLOCATION ? "maple_arange_64" : "maple_range_64";
    long node = kernel.allocate(512) + 255 & -256;
    for (int i = 0; i < pivots.length; i++) {
      kernel.number(node + kernel.offset(struct, "pivot") + 4L * i, pivots[i], 4);
    }
    for (int i = 0; i < slots.length; i++) {
      kernel.number(node + kernel.offset(struct, "slot") + 4L * i, slots[i], 4);
    }
    return node | (long) type << 3 | 4;
  }

  private List<Long> walk(List<String> problems) throws IOException {
    List<Long> found = new ArrayList<>();
    Problems noted = new Problems();
    new MapleTree(kernel.open(), noted).forEach("the tree", tree, found::add);
    problems.addAll(noted.list());
    return found;
  }

  /** The root's pointer has a mark that those to other nodes lack, {@code mte_mk_root}. */
  private void rootNode(long node) throws IOException {
    root(node | 2);
  }

  private void root(long entry) throws IOException {
    kernel.set(tree, "maple_tree", "ma_root", entry);
  }

  @Test
  void readsEntriesInOrderAndStopsAtEachNodesEnd() throws Exception {
    long left = node(LEAF, new long[] {0xfff, 0x1fff, 0x2fff}, ENTRY, 0, ENTRY + 16, ENTRY + 32);
    // The third pivot reaches the node's end, so that what stands in the last slot is no entry.
    long right =
        node(LEAF, new long[] {0x4fff, 0x5fff, 0xffff_ffffL}, ENTRY + 48, 0, 0, 0x0000_0703);
    rootNode(node(ALLOCATION, new long[] {0x3fff, 0xffff_ffffL}, left, right, 0xdead_beefL));
    List<String> problems = new ArrayList<>();
    assertThat(walk(problems)).containsExactly(ENTRY, ENTRY + 16, ENTRY + 32, ENTRY + 48);
    assertThat(problems).isEmpty();
  }

  @Test
  void aPivotOfZeroEndsANode() throws Exception {
    rootNode(node(LEAF, new long[] {0xfff, 0, 0}, ENTRY, ENTRY + 16, 0xdead_beecL, 0xdead_beecL));
    assertThat(walk(new ArrayList<>())).containsExactly(ENTRY, ENTRY + 16);
  }

  @Test
  void aSingleEntryNeedsNoNode() throws Exception {
    root(ENTRY);
    assertThat(walk(new ArrayList<>())).containsExactly(ENTRY);
  }

  @Test
  void aNodeBelowItselfIsADamage() throws Exception {
    long upper = node(ALLOCATION, new long[] {0xfff, 0xffff_ffffL}, 0, 0);
    kernel.number((upper & -256) + kernel.offset("maple_arange_64", "slot"), upper, 4);
    rootNode(upper);
    List<String> problems = new ArrayList<>();
    assertThat(walk(problems)).isEmpty();
    assertThat(problems).hasSize(1).first().asString().contains("no valid maple node");
  }
}
