package org.kexshot.cli;

import java.util.Map;
import java.util.function.Supplier;
import org.kexshot.cli.render.LogView;
import org.kexshot.cli.render.ModuleTable;
import org.kexshot.cli.render.ProcessTable;
import org.kexshot.cli.render.SettingTable;
import org.kexshot.cli.render.SocketTable;
import org.kexshot.kernel.KernelLog;
import org.kexshot.kernel.ModuleList;
import org.kexshot.kernel.SocketList;
import org.kexshot.kernel.SysctlList;
import org.kexshot.kernel.TaskList;

/**
 * The commands that list a kind of kernel object and take nothing but an image. Each is declared by
 * its name, a sentence for {@code --help}, the reader, and the table that says what is shown.
 */
final class ObjectCommands {
  private final Map<String, Supplier<Object>> byName;

  private ObjectCommands(Map<String, Supplier<Object>> byName) {
    this.byName = byName;
  }

  static void addTo(Map<String, Supplier<Object>> byName) {
    new ObjectCommands(byName).addAll();
  }

  private void addAll() {
    add(
        "ps",
        "List the processes of an image.",
        kernel -> ProcessTable.PROCESSES.view(TaskList.read(kernel)));
    add(
        "modules",
        "List the kernel modules of an image.",
        kernel -> ModuleTable.MODULES.view(ModuleList.read(kernel)));
    add(
        "sockets",
        "List the sockets of an image, with the processes that hold them.",
        kernel -> SocketTable.SOCKETS.view(SocketList.read(kernel)));
    add(
        "sysctl",
        "List the kernel settings of an image.",
        kernel -> SettingTable.SETTINGS.view(SysctlList.read(kernel)));
    add(
        "dmesg",
        "Print the kernel log of an image.",
        kernel -> new LogView(KernelLog.read(kernel)));
  }

  private void add(String name, String description, ObjectCommand.Question question) {
    byName.put(name, () -> ObjectCommand.of(description, question));
  }
}
