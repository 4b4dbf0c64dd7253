package org.kexshot.filter;

/**
 * What a dump excludes: {@code makedumpfile}'s {@code -d}, the sum of 1 (zero pages), 2 (page cache
 * without private data), 4 (all page cache), 8 (memory of processes) and 16 (free pages).
 */
public record DumpLevel(int value) {
  /** Keeps all but what is damaged or offline. */
  public static final DumpLevel EVERYTHING = new DumpLevel(0);

  /** Excludes zero and free pages; all that is in use is kept. */
  public static final DumpLevel IN_USE = new DumpLevel(17);

  /** Keeps what the kernel itself uses. */
  public static final DumpLevel KERNEL = new DumpLevel(31);

  private static final int ZERO = 1;
  private static final int CACHE = 2;
  private static final int CACHE_PRIVATE = 4;
  private static final int USER = 8;
  private static final int FREE = 16;

  public DumpLevel {
    if (value < 0 || value > 31) {
      throw new IllegalArgumentException("dump level %d; 0 to 31 expected".formatted(value));
    }
  }

  public boolean excludesZero() {
    return has(ZERO);
  }

  /** Page cache without private data, which level 4 excludes too. */
  public boolean excludesCache() {
    return has(CACHE | CACHE_PRIVATE);
  }

  public boolean excludesPrivateCache() {
    return has(CACHE_PRIVATE);
  }

  public boolean excludesUser() {
    return has(USER);
  }

  public boolean excludesFree() {
    return has(FREE);
  }

  /** Whether what a page is used for decides, and not its bytes alone. */
  public boolean excludesByKind() {
    return has(~ZERO);
  }

  private boolean has(int bits) {
    return (value & bits) != 0;
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
