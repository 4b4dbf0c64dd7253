package org.kexshot.kernel.fs;

/** The kernel's inner form of a device number: 12 bits major, 20 bits minor. */
public final class DeviceNumber {
  private static final int MINOR_BITS = 20;

  private DeviceNumber() {}

  static long major(long device) {
    return (device & 0xffff_ffffL) >>> MINOR_BITS;
  }

  static long minor(long device) {
    return device & (1 << MINOR_BITS) - 1;
  }

  /** {@code major:minor}. */
  public static String text(long device) {
    return major(device) + ":" + minor(device);
  }
}
