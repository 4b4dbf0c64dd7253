package org.kexshot.capture.channel;

/**
 * Where things lie on the snapshot device, in bytes. The device is the one thing that A and B both
 * reach while the other does not run, so requests, answers and the dump all pass through it:
 *
 * <pre>
 *      0  label     written by `capture load`; names the device
 *   4096  request   written by A before each jump
 *   8192  answer    written by B: first that it has begun, then how it ended
 *  12288  epitaph   written by B's process 1 if the agent dies; cleared by A with each request
 *  16384  receipt   written by A when it runs again: whether the dump is stored, and whose it is
 *  20480  hibernation  written by A before it hibernates, by B when the image is whole, and by the
 *                   system that resumes A
 *  64 KiB machine   written by A before it hibernates: what the image is of
 *  1 MiB  dump      flattened kdump, sequential; or a hibernation image, {@link HibernationMark}
 * </pre>
 *
 * <p>All but epitaph and dump are blocks as {@link Block} frames them. The epitaph is what {@code
 * init.S} writes: {@code "KXEPITAF"} and the agent's wait status, 32 bits little-endian.
 */
public final class DeviceLayout {
  public static final long LABEL = 0;
  public static final long REQUEST = 4096;
  public static final long ANSWER = 8192;
  public static final long EPITAPH = 12288;
  public static final long RECEIPT = 16384;
  public static final long HIBERNATION = 20480;
  public static final long MACHINE = 64 << 10;

  /** Bytes that there are for the machine's description. */
  public static final int MACHINE_SIZE = 512 << 10;

  public static final long DUMP = 1 << 20;

  /** The smallest device that is of use. */
  public static final long MINIMUM_SIZE = 16L << 20;

  private DeviceLayout() {}
}
