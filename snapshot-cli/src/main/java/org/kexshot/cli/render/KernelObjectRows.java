package org.kexshot.cli.render;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kexshot.kernel.LogRecord;
import org.kexshot.kernel.Module;
import org.kexshot.kernel.Socket;
import org.kexshot.kernel.SocketOwner;
import org.kexshot.kernel.Sysctl;
import org.kexshot.kernel.Task;
import org.kexshot.kernel.TaskState;

/** Kernel objects as rows of a table; the headings and the cells under them. */
final class KernelObjectRows {
  static final String[] PROCESS = {">PID", ">PPID", ">UID", "S", ">THREADS", "NAME", "COMMAND"};
  static final String[] MODULE = {"MODULE", ">SIZE", ">USED", "BY", "STATE"};
  static final String[] SOCKET = {"PROTO", "STATE", "LOCAL", "REMOTE", ">INODE", "HELD BY"};

  static final String[] SETTING = {"SETTING", "VALUE"};

  private KernelObjectRows() {}

  static Object[] process(Task task) {
    return new Object[] {
      task.pid(),
      task.ppid(),
      task.uid(),
      task.state().letter(),
      task.threads().size(),
      task.comm(),
      command(task)
    };
  }

  /**
   * As {@code ps} has it: kernel threads in brackets, and what has exited as defunct. A command
   * line that the image does not have is said to be unreadable.
   */
  static String command(Task task) {
    if (task.state() == TaskState.ZOMBIE) {
      return "[" + task.comm() + "] <defunct>";
    }
    if (task.kernelThread()) {
      return "[" + task.comm() + "]";
    }
    return task.argv().problem().isPresent() ? "(unreadable)" : task.argv().joined();
  }

  static Object[] module(Module module) {
    return new Object[] {
      module.name(),
      module.size(),
      module.refcount(),
      String.join(",", module.usedBy()),
      module.state().name().toLowerCase(Locale.ROOT)
    };
  }

  static Object[] socket(Socket socket) {
    return new Object[] {
      protocol(socket),
      socket.state(),
      socket.local(),
      socket.remote(),
      socket.inode(),
      owners(socket.owners())
    };
  }

  /** With the family where it matters, e.g. {@code tcp6}, {@code unix stream}. */
  static String protocol(Socket socket) {
    return switch (socket.family()) {
      case INET6 -> socket.protocol() + "6";
      case INET -> socket.protocol();
      default -> socket.family().name().toLowerCase(Locale.ROOT) + " " + socket.protocol();
    };
  }

  static String owners(List<SocketOwner> owners) {
    return owners.stream()
        .map(owner -> "%s(%d)".formatted(owner.comm(), owner.pid()))
        .distinct()
        .collect(Collectors.joining(","));
  }

  static Object[] setting(Sysctl setting) {
    return new Object[] {setting.name(), setting.value()};
  }

  /** As {@code dmesg} has it. */
  static String log(LogRecord record) {
    String time = Text.sinceBoot(record.nanos());
    String stamp = "[" + " ".repeat(Math.max(0, 12 - time.length())) + time + "] ";
    return stamp + record.text().replace("\n", "\n" + " ".repeat(stamp.length()));
  }
}
