package org.kexshot.cli.image;

import java.util.List;
import org.kexshot.cli.Commands;
import org.kexshot.cli.render.object.AreaTable;
import org.kexshot.cli.render.object.BpfTable;
import org.kexshot.cli.render.object.ControlGroupTable;
import org.kexshot.cli.render.object.FileTable;
import org.kexshot.cli.render.object.InterruptTable;
import org.kexshot.cli.render.object.LogView;
import org.kexshot.cli.render.object.MemoryView;
import org.kexshot.cli.render.object.ModuleTable;
import org.kexshot.cli.render.object.MountTable;
import org.kexshot.cli.render.object.NetworkDeviceTable;
import org.kexshot.cli.render.object.SettingTable;
import org.kexshot.cli.render.object.SocketTable;
import org.kexshot.cli.render.object.StackView;
import org.kexshot.cli.render.object.TimerTable;
import org.kexshot.cli.render.object.VmallocTable;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.irq.InterruptList;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.mm.MemoryCounters;
import org.kexshot.kernel.mm.VmallocAreas;
import org.kexshot.kernel.mm.ZoneList;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.net.NetworkDeviceList;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.ControlGroupList;
import org.kexshot.kernel.process.MemoryAreas;
import org.kexshot.kernel.process.MountList;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kernel.time.TimerList;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands that list a kind of kernel object and take nothing but an image, or some of its
 * processes. Each is declared by its name, a sentence for {@code --help}, the reader, and the table
 * that says what is shown.
 */
public final class ObjectCommands {
  /** In the order of {@code --help}. */
  public static final List<String> NAMES =
      List.of(
          "ps",
          "files",
          "maps",
          "mounts",
          "stack",
          "modules",
          "sockets",
          "netdev",
          "timers",
          "irqs",
          "cgroups",
          "bpf",
          "sysctl",
          "memory",
          "slab",
          "pagecache",
          "vmalloc",
          "symbols",
          "dmesg");

  private ObjectCommands() {}

  /**
   * Declares a command, as {@link Commands#named} does.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static CommandSpec named(String name) {
    return switch (name) {
      case "ps" -> PsCommand.spec();
      case "files" ->
          ProcessObjectCommand.of(
              "List the files that processes hold open.",
              (kernel, wanted) -> FileTable.FILES.view(OpenFileList.read(kernel, wanted)));
      case "maps" ->
          ProcessObjectCommand.of(
              "List the memory areas of processes.",
              (kernel, wanted) -> AreaTable.AREAS.view(MemoryAreas.read(kernel, wanted)));
      case "mounts" ->
          ProcessObjectCommand.of(
              "List the mounts that processes see, each mount namespace once.",
              (kernel, wanted) -> MountTable.MOUNTS.view(MountList.read(kernel, wanted)));
      case "stack" ->
          ProcessObjectCommand.of(
              "Show what each sleeping thread waits for: its calls in the kernel.",
              (kernel, wanted) -> new StackView(KernelStackList.read(kernel, wanted)));
      case "modules" ->
          ObjectCommand.of(
              "List the kernel modules of an image.",
              kernel -> ModuleTable.MODULES.view(ModuleList.read(kernel)));
      case "sockets" ->
          ObjectCommand.of(
              "List the sockets of an image, with the processes that hold them.",
              kernel -> SocketTable.SOCKETS.view(SocketList.read(kernel)));
      case "netdev" ->
          ObjectCommand.of(
              "List the network devices of an image, with their addresses.",
              kernel -> NetworkDeviceTable.DEVICES.view(NetworkDeviceList.read(kernel)));
      case "timers" ->
          ObjectCommand.of(
              "List the timers that wait to expire.",
              kernel -> TimerTable.TIMERS.view(TimerList.read(kernel)));
      case "irqs" ->
          ObjectCommand.of(
              "List the interrupt lines of an image and what drivers do about them.",
              kernel -> InterruptTable.INTERRUPTS.view(InterruptList.read(kernel)));
      case "cgroups" ->
          ObjectCommand.of(
              "List the control groups of an image with the processes in them.",
              kernel -> ControlGroupTable.GROUPS.view(ControlGroupList.read(kernel)));
      case "bpf" ->
          ObjectCommand.of(
              "List the BPF programs and maps of an image.",
              kernel -> BpfTable.OBJECTS.view(BpfObjectList.read(kernel)));
      case "sysctl" ->
          ObjectCommand.of(
              "List the kernel settings of an image.",
              kernel -> SettingTable.SETTINGS.view(SysctlList.read(kernel)));
      case "memory" ->
          ObjectCommand.of(
              "Show the zones of memory, their free blocks, and what the kernel counts of it.",
              kernel -> new MemoryView(ZoneList.read(kernel), MemoryCounters.read(kernel)));
      case "slab" -> SlabCommand.spec();
      case "pagecache" -> PageCacheCommand.spec();
      case "vmalloc" ->
          ObjectCommand.of(
              "List the areas of the kernel's own virtual memory, with the code that asked for each.",
              kernel -> VmallocTable.AREAS.view(VmallocAreas.read(kernel)));
      case "symbols" -> SymbolsCommand.spec();
      case "dmesg" ->
          ObjectCommand.of(
              "Print the kernel log of an image.", kernel -> new LogView(KernelLog.read(kernel)));
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
