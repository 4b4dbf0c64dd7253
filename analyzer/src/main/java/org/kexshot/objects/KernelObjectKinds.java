package org.kexshot.objects;

import java.util.List;
import java.util.function.Supplier;
import org.kexshot.kernel.block.BlockDeviceList;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.cgroup.ControlGroupList;
import org.kexshot.kernel.cpu.ProcessorList;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.ipc.IpcObjectList;
import org.kexshot.kernel.irq.InterruptList;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.mm.MemoryCounters;
import org.kexshot.kernel.mm.VmallocAreas;
import org.kexshot.kernel.mm.ZoneList;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleParameterList;
import org.kexshot.kernel.mount.MountList;
import org.kexshot.kernel.net.NeighbourList;
import org.kexshot.kernel.net.NetworkDeviceList;
import org.kexshot.kernel.net.RouteList;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.pagecache.CachedFileList;
import org.kexshot.kernel.process.MemoryAreas;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.ThreadList;
import org.kexshot.kernel.slab.SlabCacheList;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kernel.time.TimerList;
import org.kexshot.kernel.time.WallClockReader;
import org.kexshot.kernel.trace.ProbeList;
import org.kexshot.kind.ObjectKind;

/**
 * All kinds of kernel objects, in the order in which they are listed, compared and indexed: what
 * stands here has a command, is compared and is searched.
 */
public final class KernelObjectKinds {
  /** A kind's declaration is loaded when it is asked for. */
  private record Entry(String command, Supplier<ObjectKind<?>> kind) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("ps", () -> TaskList.KIND),
          new Entry("ps", () -> ThreadList.KIND),
          new Entry("files", () -> OpenFileList.KIND),
          new Entry("maps", () -> MemoryAreas.KIND),
          new Entry("mounts", () -> MountList.KIND),
          new Entry("disks", () -> BlockDeviceList.KIND),
          new Entry("stack", () -> KernelStackList.KIND),
          new Entry("modules", () -> ModuleList.KIND),
          new Entry("parameters", () -> ModuleParameterList.KIND),
          new Entry("sockets", () -> SocketList.KIND),
          new Entry("netdev", () -> NetworkDeviceList.KIND),
          new Entry("routes", () -> RouteList.KIND),
          new Entry("neighbours", () -> NeighbourList.KIND),
          new Entry("timers", () -> TimerList.KIND),
          new Entry("clock", () -> WallClockReader.KIND),
          new Entry("processors", () -> ProcessorList.KIND),
          new Entry("irqs", () -> InterruptList.KIND),
          new Entry("cgroups", () -> ControlGroupList.KIND),
          new Entry("bpf", () -> BpfObjectList.KIND),
          new Entry("probes", () -> ProbeList.KIND),
          new Entry("ipc", () -> IpcObjectList.KIND),
          new Entry("sysctl", () -> SysctlList.KIND),
          new Entry("memory", () -> ZoneList.KIND),
          new Entry("memory", () -> MemoryCounters.KIND),
          new Entry("slab", () -> SlabCacheList.KIND),
          new Entry("pagecache", () -> CachedFileList.KIND),
          new Entry("vmalloc", () -> VmallocAreas.KIND),
          new Entry("dmesg", () -> KernelLog.KIND),
          new Entry("integrity", () -> Integrity.KIND));

  private KernelObjectKinds() {}

  /** All of them. */
  public static List<ObjectKind<?>> all() {
    return ENTRIES.stream().<ObjectKind<?>>map(entry -> entry.kind().get()).toList();
  }

  /** The commands that list them, each once. */
  public static List<String> commands() {
    return ENTRIES.stream().map(Entry::command).distinct().toList();
  }

  /** The kinds that a command lists; empty if it lists none. */
  public static List<ObjectKind<?>> listedBy(String command) {
    return ENTRIES.stream()
        .filter(entry -> entry.command().equals(command))
        .<ObjectKind<?>>map(entry -> entry.kind().get())
        .toList();
  }
}
