package org.kexshot.kernel.time;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.TypeException;

/**
 * What time it was for the kernel: {@code CLOCK_MONOTONIC} when it last brought its clocks forward,
 * which it does every tick unless all processors idle. What has gone by since is in no image.
 * Source: {@code kernel/time/timekeeping.c}, {@code include/linux/timekeeper_internal.h}.
 */
public final class KernelClock {
  /** Nanoseconds are kept as a number of cycles, shifted by no more ({@code clocksource.shift}). */
  private static final long MAX_SHIFT = 32;

  private KernelClock() {}

  /**
   * Nanoseconds of {@code CLOCK_MONOTONIC}.
   *
   * @return empty if the kernel has no such variable
   * @throws IOException if it cannot be read, or is not what its types say
   */
  public static OptionalLong monotonic(KernelImage image) throws IOException {
    Optional<KernelStruct> keeper = keeper(image);
    return keeper.isEmpty() ? OptionalLong.empty() : OptionalLong.of(monotonic(keeper.get()));
  }

  /** The {@code struct timekeeper}; empty if the kernel has no such variable. */
  static Optional<KernelStruct> keeper(KernelImage image) throws IOException {
    // A structure with a name, one of several, since 6.13; without one before.
    boolean named = image.types().findStruct("tk_data").isPresent();
    OptionalLong core = image.symbols().findData("tk_core");
    OptionalLong all = core.isPresent() ? core : image.symbols().findData("timekeeper_data");
    if (all.isEmpty()) {
      return Optional.empty();
    }
    long offset = named ? image.offset("tk_data", "timekeeper") : behindCount(image);
    return Optional.of(image.struct("timekeeper", all.getAsLong() + offset));
  }

  /** Nanoseconds of {@code CLOCK_MONOTONIC}, as the timekeeper has them. */
  static long monotonic(KernelStruct keeper) throws IOException {
    KernelStruct clock = keeper.embedded("tkr_mono");
    long shift = clock.number("shift");
    if (shift > MAX_SHIFT || clock.number("mult") == 0) {
      throw new TypeException(
          "the kernel's clock at 0x%x says that it shifts by %d; %d at most expected"
              .formatted(clock.address(), shift, MAX_SHIFT));
    }
    return clock.number("base") + (clock.number("xtime_nsec") >>> shift);
  }

  /** A count of changes stands before, whose type is of its own since 5.10. */
  private static long behindCount(KernelImage image) throws IOException {
    boolean own = image.types().findStruct("seqcount_raw_spinlock").isPresent();
    long size = image.type(own ? "seqcount_raw_spinlock" : "seqcount").size();
    int word = image.memory().pointerSize();
    return size + word - 1 & -word;
  }
}
