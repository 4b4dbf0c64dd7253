package org.kexshot.owner;

/** What a page frame is used for. */
public enum OwnerKind {
  /** In the buddy allocator, or in a processor's list of pages to hand out. */
  FREE("free"),
  KERNEL_TEXT("kernel text"),
  KERNEL_READ_ONLY("kernel read-only data"),
  /** Data and bss of the kernel itself, by symbol. */
  KERNEL_DATA("kernel data"),
  /** The kernel's descriptors of page frames. */
  PAGE_DESCRIPTORS("page descriptors"),
  /** Objects of a slab cache. */
  SLAB("slab"),
  PAGE_TABLE("page table"),
  KERNEL_STACK("kernel stack"),
  /** Contents of a file. */
  PAGE_CACHE("page cache"),
  /** Memory that processes share without a file that has a name: SysV, memfd, shared anonymous. */
  SHARED_MEMORY("shared memory"),
  /** A process's own memory. */
  ANONYMOUS("anonymous"),
  /** Huge pages set aside, whether in use or not. */
  HUGE_PAGE("huge page"),
  /** Code and data of a module. */
  MODULE("module"),
  VMALLOC("vmalloc"),
  PER_CPU("per-cpu"),
  /** Taken by the kernel page by page; named by what points to them. */
  KERNEL_PAGES("kernel pages"),
  /** Never given to the allocator: firmware's, or taken while the kernel started. */
  RESERVED("reserved"),
  /** Taken away from the machine, as by a balloon, or found to be damaged. */
  OFFLINE("offline"),
  /** In use by the kernel; nothing tells by whom. */
  UNKNOWN("unknown");

  private final String words;

  OwnerKind(String words) {
    this.words = words;
  }

  /** In words for a user. */
  public String words() {
    return words;
  }
}
