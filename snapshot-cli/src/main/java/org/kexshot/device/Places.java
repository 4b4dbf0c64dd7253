package org.kexshot.device;

import java.util.stream.LongStream;

/** Where a signature may lie on a device, in bytes from its start. */
@FunctionalInterface
interface Places {
  /**
   * The offsets on a device of that size; those outside of it are no place.
   *
   * @param size in bytes
   */
  LongStream on(long size);

  /** At these offsets on any device. */
  static Places at(long... offsets) {
    return size -> LongStream.of(offsets);
  }

  /** So many bytes before the end. */
  static Places beforeEnd(long... distances) {
    return size -> LongStream.of(distances).map(distance -> size - distance);
  }

  /**
   * Before the end, counted from the last multiple of {@code alignment}, a power of two, that is
   * not beyond it.
   */
  static Places beforeAlignedEnd(long alignment, long... distances) {
    return size -> beforeEnd(distances).on(size & -alignment);
  }

  /** These, and those. */
  default Places or(Places others) {
    return size -> LongStream.concat(on(size), others.on(size));
  }
}
