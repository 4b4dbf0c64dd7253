package org.kexshot.kernel.structure;

import java.io.IOException;
import org.kexshot.kernel.Problems;
import org.kexshot.memory.VirtualMemory;

/**
 * Follows the kernel's linked lists: {@code list_head}, {@code hlist} and {@code hlist_nulls}. In
 * each, a node's first word points to the next node. A list that leads to memory that is not there,
 * or back into itself, ends there, and that is a problem noted.
 */
public final class LinkedNodes {
  /** More nodes than any list of a live kernel has. */
  private static final int MAX_NODES = 1 << 22;

  private final VirtualMemory memory;
  private final Problems problems;

  public LinkedNodes(VirtualMemory memory, Problems problems) {
    this.memory = memory;
    this.problems = problems;
  }

  /** What to do with a node; a fault in it does not end the list. */
  public interface Visitor {
    void visit(long node) throws IOException;
  }

  /**
   * Visits the nodes of a circular list, without its head.
   *
   * @param what the list in words, for problems
   */
  public void circular(String what, long head, Visitor visitor) {
    follow(what, head, head, 0, false, visitor);
  }

  /** Visits the nodes of a list that ends in a null pointer, or with nulls in an odd number. */
  public void chain(String what, long head, Visitor visitor) {
    follow(what, head, 0, 0, true, visitor);
  }

  /**
   * Visits structures each of which points to the next, up to a null pointer.
   *
   * @param link bytes from the start of a structure to its pointer
   */
  public void chain(String what, long head, long link, Visitor visitor) {
    follow(what, head, 0, link, false, visitor);
  }

  private void follow(
      String what, long head, long end, long link, boolean oddEnds, Visitor visitor) {
    AddressSet seen = new AddressSet();
    long from = head;
    for (int count = 0; count < MAX_NODES; count++) {
      if (problems.areTooMany()) {
        return;
      }
      long node;
      try {
        node = memory.readPointer(from);
      } catch (IOException fault) {
        problems.add("%s breaks off after %d: %s", what, count, fault.getMessage());
        return;
      }
      if (node == end || oddEnds && (node & 1) != 0) {
        return;
      }
      if (node == 0) {
        problems.add("%s breaks off after %d: null pointer at 0x%x", what, count, from);
        return;
      }
      if (!seen.add(node)) {
        problems.add(
            "%s runs in a circle after %d: 0x%x points back to 0x%x", what, count, from, node);
        return;
      }
      try {
        visitor.visit(node);
      } catch (IOException fault) {
        problems.add("%s: item at 0x%x: %s", what, node, fault.getMessage());
      }
      from = node + link;
    }
    problems.add("%s has more than %d items", what, MAX_NODES);
  }
}
