package org.kexshot.filter;

/** Why a page frame of RAM is kept in a dump, or left out. */
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
  /** Marked as damaged by the machine-check code; left out at every level. */
  HWPOISON,
  /** Taken away from the system, as by a balloon; left out at every level. */
  OFFLINE
}
