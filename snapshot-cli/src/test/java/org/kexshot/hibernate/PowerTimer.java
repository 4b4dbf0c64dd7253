package org.kexshot.hibernate;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.lab.Guest;

/**
 * A guest's ACPI power management timer, which goes by the clock of its machine whatever system
 * runs: 24 bits at 3.579545 MHz (ACPI 6.5, 4.8.2.1), at the port where QEMU's PC has it.
 */
final class PowerTimer {
  private static final Pattern VALUE = Pattern.compile("= 0x([0-9a-f]+)");
  private static final long HERTZ = 3_579_545;
  private static final int MASK = 0xff_ffff;

  private final Guest guest;
  private long ticks;
  private int last;

  PowerTimer(Guest guest) throws IOException {
    this.guest = guest;
    this.last = read();
  }

  /** Since it was made; to be asked at least every four seconds. */
  long nanos() throws IOException {
    int now = read();
    ticks += now - last & MASK;
    last = now;
    return ticks * 1_000_000_000 / HERTZ;
  }

  private int read() throws IOException {
    String answer = guest.qmp().monitor("i /w 0x608");
    Matcher found = VALUE.matcher(answer);
    if (!found.find()) {
      throw new IOException(
          "i /w 0x608: \"%s\" where portl[0x608] = VALUE was expected".formatted(answer));
    }
    return Integer.parseUnsignedInt(found.group(1), 16) & MASK;
  }
}
