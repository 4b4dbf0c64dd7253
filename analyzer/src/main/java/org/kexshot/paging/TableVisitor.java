package org.kexshot.paging;

/** Receives every table that page tables consist of. */
@FunctionalInterface
public interface TableVisitor {
  /**
   * A table.
   *
   * @param level 0 for one that maps base pages
   * @param physical its physical address
   * @return whether to look at the tables below it; false where they were seen before
   */
  boolean visit(int level, long physical);
}
