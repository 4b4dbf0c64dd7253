package org.kexshot.diff;

/** What a page frame is used for, as far as symbols and page descriptors tell. */
public enum PageOwner {
  KERNEL_CODE("kernel code"),
  KERNEL_READ_ONLY_DATA("kernel read-only data"),
  KERNEL_DATA("kernel data and bss"),
  PAGE_DESCRIPTORS("page descriptors"),
  PROCESS("memory of processes"),
  PAGE_CACHE("page cache"),
  FREE("free"),
  KERNEL_OTHER("other kernel memory (slab, stacks, page tables)"),
  UNKNOWN("unknown");

  private final String words;

  PageOwner(String words) {
    this.words = words;
  }

  /** In words for a user. */
  public String words() {
    return words;
  }
}
