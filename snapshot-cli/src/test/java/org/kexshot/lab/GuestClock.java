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

  private GuestClock() {}

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
