package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.time.KernelTimer;

/** Timers that wait to expire. */
public final class TimerTable {
  public static final ObjectTable<KernelTimer> TIMERS =
      new ObjectTable<>(
          "timers",
          List.of(
              both(">CPU", "processor", KernelTimer::processor),
              both("CLOCK", "clock", KernelTimer::clock),
              both(">EXPIRES", "expires", KernelTimer::expires),
              both(">REMAINING", "remaining", KernelTimer::remaining),
              both("FUNCTION", "function", KernelTimer::function),
              address(KernelTimer::address)));

  private TimerTable() {}
}
