package org.kexshot.kernel.structure;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;

/**
 * Visits the nodes of a kernel red-black tree in order. A node that is not in the image, or is met
 * twice, is a problem noted, and what hangs below it is missing. Source: {@code
 * include/linux/rbtree_types.h}.
 */
public final class RedBlackTree {
  /** A balanced tree is never deeper, whatever memory it describes. */
  private static final int MAX_DEPTH = 128;

  private final KernelImage image;
  private final Problems problems;

  public RedBlackTree(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /**
   * Visits all nodes below a root.
   *
   * @param root address of the {@code rb_root}, whose first member is the pointer to the top node
   */
  public void forEach(String what, long root, LinkedNodes.Visitor visitor) {
    try {
      visit(what, image.memory().readPointer(root), visitor, new AddressSet(), 0);
    } catch (IOException fault) {
      problems.add("%s: %s", what, fault.getMessage());
    }
  }

  private void visit(
      String what, long node, LinkedNodes.Visitor visitor, AddressSet seen, int depth) {
    if (node == 0 || problems.areTooMany()) {
      return;
    }
    if (depth > MAX_DEPTH || !seen.add(node)) {
      problems.add("%s runs in a circle at 0x%x", what, node);
      return;
    }
    try {
      KernelStruct links = image.struct("rb_node", node);
      visit(what, links.pointer("rb_left"), visitor, seen, depth + 1);
      try {
        visitor.visit(node);
      } catch (IOException fault) {
        problems.add("%s: item at 0x%x: %s", what, node, fault.getMessage());
      }
      visit(what, links.pointer("rb_right"), visitor, seen, depth + 1);
    } catch (IOException fault) {
      problems.add("%s breaks off at 0x%x: %s", what, node, fault.getMessage());
    }
  }
}
