package org.kexshot.kernel.structure;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;

/**
 * Visits the entries of an {@code xarray}, or of the {@code radix_tree_root} and {@code idr} that
 * are made of one, by index. A node that is not in the image, or is met twice, is a problem noted.
 * Source: {@code include/linux/xarray.h}.
 */
public final class XArray {
  private static final long INTERNAL_MASK = 3;
  private static final long INTERNAL = 2;
  private static final long LOWEST_NODE = 4096;
  private static final int MAX_SHIFT = 63;

  private final KernelImage image;
  private final Problems problems;

  public XArray(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /** What to do with an entry. */
  public interface Visitor {
    void visit(long index, long entry) throws IOException;
  }

  /** Visits the entries of the {@code idr} at an address. */
  public void forEachOfIdr(String what, KernelStruct idr, Visitor visitor) throws IOException {
    long base = idr.has("idr_base") ? idr.number("idr_base") : 0;
    forEach(what, idr.embedded("idr_rt"), (index, entry) -> visitor.visit(index + base, entry));
  }

  /** Visits the pointers of an {@code xarray}; values that are no pointers are passed over. */
  public void forEach(String what, KernelStruct array, Visitor visitor) {
    try {
      // Before 4.20 (commit f8d5d0cc145c) the nodes of a radix tree were coded otherwise.
      long head = array.pointer("xa_head");
      visit(what, head, 0, visitor, new AddressSet(), MAX_SHIFT);
    } catch (IOException fault) {
      problems.add("%s: %s", what, fault.getMessage());
    }
  }

  private void visit(
      String what, long entry, long index, Visitor visitor, AddressSet seen, int shiftAbove) {
    try {
      Optional<KernelStruct> node = node(entry);
      if (node.isPresent()) {
        int shift = node.get().integer("shift");
        if (shift >= shiftAbove || !seen.add(node.get().address())) {
          problems.add("%s: no valid node at 0x%x", what, node.get().address());
          return;
        }
        visitSlots(what, node.get(), shift, index, visitor, seen);
      } else if (entry != 0 && (entry & 1) == 0 && (entry & INTERNAL_MASK) != INTERNAL) {
        visitor.visit(index, entry);
      }
    } catch (IOException fault) {
      problems.add("%s: index %d: %s", what, index, fault.getMessage());
    }
  }

  private void visitSlots(
      String what, KernelStruct node, int shift, long index, Visitor visitor, AddressSet seen)
      throws IOException {
    int word = image.memory().pointerSize();
    int slots = (int) node.member("slots").type().count();
    long first = node.addressOf("slots");
    for (int i = 0; i < slots && !problems.areTooMany(); i++) {
      long entry = image.memory().readPointer(first + (long) i * word);
      if (entry != 0) {
        visit(what, entry, index + ((long) i << shift), visitor, seen, shift);
      }
    }
  }

  private Optional<KernelStruct> node(long entry) throws IOException {
    boolean isNode =
        (entry & INTERNAL_MASK) == INTERNAL && Long.compareUnsigned(entry, LOWEST_NODE) > 0;
    return isNode ? Optional.of(image.struct("xa_node", entry - INTERNAL)) : Optional.empty();
  }
}
