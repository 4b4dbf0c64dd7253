package org.kexshot.kernel.time;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.duration;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Attribute.time;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Reads the clock. Source: {@code include/linux/timekeeper_internal.h}. */
public final class WallClockReader {
  /** The clock that people set. */
  public static final ObjectKind<WallClock> KIND =
      ObjectKind.of(
          "wallclock",
          "wallClocks",
          "Show what time an image's clock had, and when by it the machine booted.",
          WallClockReader::read,
          WallClock::title,
          List.of(
              column("CLOCK", text("name", WallClock::name, BOOT_IDENTITY, IDENTITY)),
              column("TIME", time("time", WallClock::time, VOLATILE, INDEXED)),
              column(
                  "BOOTED",
                  meaning(
                      "by this clock: it moves if the clock is set",
                      time("bootTime", WallClock::bootTime, BOOT_COMPARED, INDEXED))),
              column(
                  ">SLEPT",
                  meaning(
                      "since boot, with the time that snapshots took",
                      duration("sleptNanos", WallClock::sleptNanos, VOLATILE))),
              column(
                  ">TAI",
                  meaning(
                      "seconds by which International Atomic Time is ahead",
                      number("taiOffset", WallClock::taiOffset, COMPARED))),
              column(
                  "SOURCE",
                  meaning(
                      "what the kernel counts time by",
                      text("source", WallClock::source, COMPARED, INDEXED)))));

  private WallClockReader() {}

  /**
   * Reads the one clock.
   *
   * @return empty if the kernel has no such variable
   * @throws IOException if it cannot be read: symbols or types are missing
   */
  public static Listing<WallClock> read(KernelImage image) throws IOException {
    Optional<KernelStruct> found = KernelClock.keeper(image);
    Problems problems = new Problems();
    if (found.isEmpty()) {
      problems.add("the kernel has no variable of its clocks that is known");
      return new Listing<>(List.of(), problems.list());
    }
    KernelStruct keeper = found.get();
    long ahead = offset(keeper, "offs_real");
    long slept = offset(keeper, "offs_boot");
    PartialItem parts = new PartialItem(problems, "the clock");
    WallClock clock =
        new WallClock(
            ahead - slept,
            ahead + KernelClock.monotonic(keeper),
            slept,
            keeper.integer("tai_offset"),
            parts.read("the source", () -> keeper.target("tkr_mono.clock").text("name")));
    return new Listing<>(List.of(clock), problems.list(), problems.isWhole());
  }

  /** How far a clock is ahead of {@code CLOCK_MONOTONIC}; in a union of its own before 4.10. */
  private static long offset(KernelStruct keeper, String clock) throws IOException {
    return keeper.number(keeper.has(clock + ".tv64") ? clock + ".tv64" : clock);
  }
}
