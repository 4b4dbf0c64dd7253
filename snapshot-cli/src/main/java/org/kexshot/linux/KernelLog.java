package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The running kernel's log as {@code syslog(2)} gives it, line by line, without waiting for more.
 */
public final class KernelLog {
  /** {@code SYSLOG_ACTION_READ_ALL} of {@code include/linux/syslog.h}. */
  private static final int READ_ALL = 3;

  /** The newest bytes of the log that are read. */
  private static final int NEWEST = 1 << 16;

  private KernelLog() {}

  /**
   * The newest lines, oldest first, each with its level and time: {@code <3>[ 12.345678] text}.
   *
   * @throws SystemCallException EPERM if the caller may not read the log
   */
  public static List<String> newest() throws SystemCallException {
    try (Memory text = new Memory(NEWEST)) {
      int length = LibC.INSTANCE.klogctl(READ_ALL, text, NEWEST);
      return new String(text.getByteArray(0, length), StandardCharsets.UTF_8).lines().toList();
    } catch (LastErrorException e) {
      throw SystemCalls.failure("syslog(SYSLOG_ACTION_READ_ALL)", e);
    }
  }
}
