package org.kexshot.kernel.mm;

/**
 * One {@code struct page}, decoded.
 *
 * @param address kernel virtual address of the descriptor
 * @param flags its flags
 * @param head the first word of the union behind the flags; with bit 0 set, the address of the
 *     compound page's head, plus one
 * @param mapping what owns the page of a file or a process, with two bits that tell which
 * @param index of the page in what owns it, in pages
 * @param order of the free block that it is the first page of, if it is one
 * @param type how often it is mapped, or what it is if it cannot be mapped
 * @param references number of references
 */
public record PageDescriptor(
    long address,
    long flags,
    long head,
    long mapping,
    long index,
    long order,
    int type,
    int references) {
  private static final long ANONYMOUS = 1;
  private static final long MOVABLE = 2;

  /** Whether it is of a compound page, and not its first. */
  public boolean isTail() {
    return (head & 1) != 0;
  }

  /** The descriptor of the compound page's first page, of one that {@link #isTail}. */
  public long headAddress() {
    return head - 1;
  }

  /** Whether it is memory of processes that is of no file. */
  public boolean isAnonymous() {
    return (mapping & ANONYMOUS) != 0;
  }

  /**
   * Whether KSM made one page of several alike: an anonymous one of which {@link #pointer} is no
   * {@code anon_vma}.
   */
  public boolean isMerged() {
    return (mapping & (ANONYMOUS | MOVABLE)) == (ANONYMOUS | MOVABLE);
  }

  /** A pure pointer to an {@code address_space}. */
  public boolean isOfFile() {
    return mapping != 0 && (mapping & (ANONYMOUS | MOVABLE)) == 0;
  }

  /** What owns the page: an {@code anon_vma}, an {@code address_space}, or a node of KSM. */
  public long pointer() {
    return mapping & ~(ANONYMOUS | MOVABLE);
  }
}
