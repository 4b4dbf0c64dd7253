package org.kexshot.filter;

import java.util.Locale;

/** Why a page frame of RAM is kept in a dump, or excluded. */
public enum PageKind {
  /** Kept. */
  KEPT,
  /** All zeros; a kdump-compressed file still has it, all of them as one stored page. */
  ZERO,
  /** Page cache without private data. */
  CACHE,
  /** Page cache with private data, such as buffer heads. */
  CACHE_PRIVATE,
  /** Memory of processes: anonymous pages and hugetlbfs. */
  USER,
  /** Free, in the buddy allocator. */
  FREE,
  /** Marked as damaged by the machine-check code; excluded at every level. */
  HWPOISON,
  /** Taken away from the system, as by a balloon; excluded at every level. */
  OFFLINE;

  /** The name in JSON, in manifests and on the snapshot device, e.g. {@code cache-private}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
