package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.cli.render.Text;

/** What this process took so far, from {@code /proc/self}; what that does not tell is left out. */
final class ProcessReport {
  private static final Path SELF = Path.of("/proc/self");

  /** Of the fields behind the name in {@code stat} (proc(5)), when it started, in ticks. */
  private static final int START = 19;

  /** {@code USER_HZ} (include/asm-generic/param.h). */
  private static final int TICKS_PER_SECOND = 100;

  private ProcessReport() {}

  /** One line. */
  static String line() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> parts = new ArrayList<>();
    age().ifPresent(age -> parts.add("took " + seconds(age)));
    info.totalCpuDuration().ifPresent(spent -> parts.add(seconds(spent) + " of the processors"));
    number("status", "VmHWM")
        .ifPresent(kibibytes -> parts.add(Text.size(kibibytes << 10) + " of memory at most"));
    number("io", "read_bytes").ifPresent(bytes -> parts.add(Text.size(bytes) + " read from disks"));
    number("io", "write_bytes")
        .ifPresent(bytes -> parts.add(Text.size(bytes) + " written to them"));
    return String.join(", ", parts);
  }

  /** Since it was started, to a hundredth of a second; {@code ProcessHandle} tells it to one. */
  private static Optional<Duration> age() {
    try {
      String stat = Files.readString(SELF.resolve("stat"));
      String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      String uptime = Files.readString(Path.of("/proc/uptime"));
      double started = Long.parseLong(behindName[START]) / (double) TICKS_PER_SECOND;
      double now = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      return Optional.of(Duration.ofMillis(Math.round(1e3 * (now - started))));
    } catch (IOException | RuntimeException untold) {
      return Optional.empty();
    }
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1e3);
  }

  /** The number after a name and a colon. */
  private static OptionalLong number(String file, String name) {
    try {
      Optional<String> line =
          Files.readAllLines(SELF.resolve(file)).stream()
              .filter(each -> each.startsWith(name + ":"))
              .findFirst();
      return line.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(line.get().replaceAll("\\D", "")));
    } catch (IOException | NumberFormatException untold) {
      return OptionalLong.empty();
    }
  }
}
