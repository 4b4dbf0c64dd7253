package org.kexshot.lab;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A guest's wall clock beside the host's. A guest that has just been booted has its time from
 * QEMU's battery clock, which begins with a whole second and so is up to a second late.
 */
public final class GuestClock {
  private static final Pattern ADJTIMEX =
      Pattern.compile("time.tv_sec:\\s+(\\d+)\\s+time.tv_usec:\\s+(\\d+)");

  /** What a kernel's second measurement of its counter is off by at most, in the lab. */
  private static final double REFINED = 1e-4;

  /** A kernel drops its second measurement where the first is off by more than a hundredth. */
  private static final double NOT_REFINED = 2e-2;

  private GuestClock() {}

  /**
   * How fast a guest's clock may go wrong, as a share of the time that passes. Its kernel measures
   * the rate of its time-stamp counter as it boots, for some milliseconds, which on a busy host
   * came out 3 thousandths wrong, and a second later again, which is dropped if it was disturbed or
   * is more than a hundredth off the first ({@code tsc_refine_calibration_work} of {@code
   * arch/x86/kernel/tsc.c}). A jump is measured by that clock.
   */
  public static double drift(Guest guest) throws IOException {
    boolean refined = guest.shell().run("dmesg").contains("Refined TSC clocksource calibration");
    return refined ? REFINED : NOT_REFINED;
  }

  /** How much the guest's clock is ahead, which is negative where it is late. */
  public static Duration ahead(Guest guest) throws IOException {
    Instant before = Instant.now();
    String text = guest.shell().run("busybox adjtimex");
    Instant after = Instant.now();
    Matcher told = ADJTIMEX.matcher(text);
    if (!told.find()) {
      throw new IOException("busybox adjtimex tells no time: " + text);
    }
    Instant there =
        Instant.ofEpochSecond(Long.parseLong(told.group(1)), 1000 * Long.parseLong(told.group(2)));
    return Duration.between(before.plus(Duration.between(before, after).dividedBy(2)), there);
  }
}
