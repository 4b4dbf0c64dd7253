package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.time.Duration;

/** {@code CLOCK_REALTIME} of this system. */
public final class WallClock {
  private static final int ADJ_SETOFFSET = 0x0100;
  private static final int TIMEX_SIZE = 208;

  /** Words before the seconds in {@code struct timex} of {@code include/uapi/linux/timex.h}. */
  private static final int WORDS_BEFORE_TIME = 9;

  private WallClock() {}

  /**
   * Sets the clock forward, or back where {@code by} is negative: {@code adjtimex(2)} with {@code
   * ADJ_SETOFFSET}. The kernel adds, so that no time is lost between a reading and the setting.
   * Other clocks stay; timers that expire at an hour are looked at again, and the clock counts as
   * not synchronised until a time service next says otherwise, as after any setting.
   *
   * @param by to the microsecond: {@code ADJ_NANO} would change how the time service's own figures
   *     are read
   * @throws SystemCallException if the kernel refuses: EPERM without CAP_SYS_TIME, EINVAL before
   *     1970
   */
  public static void shift(Duration by) throws SystemCallException {
    int word = Native.POINTER_SIZE;
    try (Memory timex = new Memory(TIMEX_SIZE)) {
      timex.clear();
      timex.setInt(0, ADJ_SETOFFSET);
      timex.setNativeLong((long) WORDS_BEFORE_TIME * word, new NativeLong(by.getSeconds()));
      timex.setNativeLong((WORDS_BEFORE_TIME + 1L) * word, new NativeLong(by.getNano() / 1000));
      LibC.INSTANCE.syscall(new NativeLong(word == 4 ? 124 : 159), timex);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("adjtimex(ADJ_SETOFFSET, %s)".formatted(by), e);
    }
  }
}
