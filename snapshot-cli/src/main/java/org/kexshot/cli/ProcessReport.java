package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.cli.render.Text;

/** What this process took so far, from {@code /proc/self}; what that does not tell is left out. */
final class ProcessReport {
  private static final Path SELF = Path.of("/proc/self");

  private ProcessReport() {}

  /** One line. */
  static String line() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> parts = new ArrayList<>();
    info.startInstant()
        .ifPresent(start -> parts.add("took " + seconds(Duration.between(start, Instant.now()))));
    info.totalCpuDuration().ifPresent(spent -> parts.add(seconds(spent) + " of the processors"));
    number("status", "VmHWM")
        .ifPresent(kibibytes -> parts.add(Text.size(kibibytes << 10) + " of memory at most"));
    number("io", "read_bytes").ifPresent(bytes -> parts.add(Text.size(bytes) + " read from disks"));
    number("io", "write_bytes")
        .ifPresent(bytes -> parts.add(Text.size(bytes) + " written to them"));
    return String.join(", ", parts);
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
