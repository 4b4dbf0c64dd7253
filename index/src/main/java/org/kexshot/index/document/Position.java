package org.kexshot.index.document;

/**
 * Where a snapshot stands in the index: the boot that it is of, counted from 1, and its place among
 * the snapshots of that boot, in the order of adding. Both are in one number, so that snapshots of
 * one boot are a range of numbers.
 */
public final class Position {
  private static final int SHIFT = 32;
  private static final long OPEN = 0xffff_ffffL;

  private Position() {}

  /** Of a snapshot. */
  public static long of(int boot, int place) {
    return (long) boot << SHIFT | place;
  }

  /** What stands for the last snapshot of a boot, whichever that is. */
  public static long open(long position) {
    return position | OPEN;
  }

  /** Whether it stands for a boot's last snapshot. */
  public static boolean isOpen(long position) {
    return (position & OPEN) == OPEN;
  }

  /** The boot. */
  public static int boot(long position) {
    return (int) (position >>> SHIFT);
  }
}
