package org.kexshot.kernel.structure;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.types.Member;

/**
 * Visits the entries of a maple tree in order of their ranges: what holds a process's memory areas
 * since 6.1. Source: {@code include/linux/maple_tree.h}, {@code lib/maple_tree.c}.
 */
public final class MapleTree {
  private static final int LEAF = 1;
  private static final int RANGE = 2;
  private static final int ALLOCATION_RANGE = 3;

  /** Nodes are 256 bytes and aligned so; the bits below hold type and flags. */
  private static final long NODE_MASK = ~0xffL;

  private static final int TYPE_SHIFT = 3;
  private static final int TYPE_MASK = 0xf;

  /** An entry whose two lowest bits are not clear is not a pointer to an object. */
  private static final long INTERNAL_MASK = 3;

  private static final long INTERNAL = 2;
  private static final long LOWEST_NODE = 4096;
  private static final int MAX_DEPTH = 32;

  private final KernelImage image;
  private final Problems problems;
  private final long maximum;

  public MapleTree(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
    this.maximum = image.memory().pointerSize() == 4 ? 0xffff_ffffL : -1;
  }

  /** Visits the entries of a {@code struct maple_tree}. */
  public void forEach(String what, long tree, LinkedNodes.Visitor visitor) {
    try {
      long root = image.struct("maple_tree", tree).pointer("ma_root");
      if (isRootNode(root)) {
        visitNode(what, root, maximum, visitor, new AddressSet(), 0);
      } else if (isEntry(root)) {
        visitor.visit(root);
      }
    } catch (IOException fault) {
      problems.add("%s: %s", what, fault.getMessage());
    }
  }

  /** Whether the root is a node; a pointer to any other node lacks this mark. */
  private static boolean isRootNode(long entry) {
    return (entry & INTERNAL_MASK) == INTERNAL && Long.compareUnsigned(entry, LOWEST_NODE) > 0;
  }

  private static boolean isEntry(long entry) {
    return entry != 0 && (entry & INTERNAL_MASK) == 0;
  }

  private void visitNode(
      String what,
      long coded,
      long nodeMaximum,
      LinkedNodes.Visitor visitor,
      AddressSet seen,
      int depth)
      throws IOException {
    long node = coded & NODE_MASK;
    int type = (int) (coded >>> TYPE_SHIFT) & TYPE_MASK;
    if (problems.areTooMany()) {
      return;
    }
    if (depth > MAX_DEPTH || !seen.add(node) || type < LEAF || type > ALLOCATION_RANGE) {
      problems.add("%s: no valid maple node at 0x%x, type %d", what, node, type);
      return;
    }
    KernelStruct layout =
        image.struct(type == ALLOCATION_RANGE ? "maple_arange_64" : "maple_range_64", node);
    Member pivots = layout.member("pivot");
    Member slots = layout.member("slot");
    int word = image.memory().pointerSize();
    for (int i = 0; i < slots.type().count(); i++) {
      long last =
          i < pivots.type().count()
              ? image.memory().readPointer(node + pivots.offset() + (long) i * word)
              : nodeMaximum;
      // A pivot of zero behind the first says that the slot before it was told by the maximum.
      if (last == 0 && i > 0) {
        last = nodeMaximum;
      }
      long entry = image.memory().readPointer(node + slots.offset() + (long) i * word);
      visitSlot(what, entry, type == LEAF, last, visitor, seen, depth);
      if (Long.compareUnsigned(last, nodeMaximum) >= 0) {
        return;
      }
    }
  }

  private void visitSlot(
      String what,
      long entry,
      boolean leaf,
      long last,
      LinkedNodes.Visitor visitor,
      AddressSet seen,
      int depth) {
    try {
      if (leaf && isEntry(entry)) {
        visitor.visit(entry);
      } else if (!leaf && entry != 0) {
        visitNode(what, entry, last, visitor, seen, depth + 1);
      }
    } catch (IOException fault) {
      problems.add("%s: item 0x%x: %s", what, entry, fault.getMessage());
    }
  }
}
