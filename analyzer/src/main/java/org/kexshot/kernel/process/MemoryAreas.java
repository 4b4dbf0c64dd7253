package org.kexshot.kernel.process;

import static org.kexshot.kind.Attribute.acrossBoots;
import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytes;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.HOLDER;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.MapleTree;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the memory areas of processes, in ascending order of each, as {@code /proc/PID/maps} shows
 * them. Source: {@code fs/proc/task_mmu.c}.
 */
public final class MemoryAreas {
  /** Memory areas of processes, as {@code /proc/PID/maps} has them. */
  public static final ObjectKind<MemoryArea> KIND =
      ObjectKind.ofProcesses(
          "area",
          "memoryAreas",
          "List the memory areas of processes.",
          MemoryAreas::read,
          MemoryArea::title,
          List.of(
              column(">PID", reference("pid", "process", MemoryArea::pid, BOOT_IDENTITY, INDEXED)),
              column(
                  "NAME",
                  meaning(
                      "of the process", text("name", MemoryArea::comm, IDENTITY, INDEXED, HOLDER))),
              column(
                  ">START",
                  meaning(
                      "in the process's space",
                      address("start", MemoryArea::start, BOOT_IDENTITY, INDEXED))),
              column(
                  ">END",
                  meaning(
                      "one past the last byte", address("end", MemoryArea::end, BOOT_COMPARED))),
              column(
                  "MODE",
                  text("permissions", MemoryArea::permissions, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  ">OFFSET",
                  area -> Long.toHexString(area.offset()),
                  bytes("offset", MemoryArea::offset, IDENTITY, BOOT_COMPARED)),
              column("DEVICE", text("device", MemoryArea::device, BOOT_COMPARED)),
              column(">INODE", number("inode", MemoryArea::inode, BOOT_COMPARED, INDEXED)),
              column(
                  "MAPPED",
                  meaning(
                      "a path, [heap], [stack] and so on",
                      acrossBoots(
                          MemoryArea::nameAcrossBoots,
                          path("mapped", MemoryArea::name, IDENTITY, BOOT_COMPARED, INDEXED)))),
              meaning("of its vm_area_struct", address("address", MemoryArea::address, INDEXED))));

  /** {@code VM_READ} to {@code VM_EXEC} in {@code include/linux/mm.h}. */
  private static final int READ = 1;

  private static final int WRITE = 2;
  private static final int EXECUTE = 4;

  /**
   * {@code VM_MAYSHARE}: mapped {@code MAP_SHARED}. The kernel drops {@code VM_SHARED} where the
   * file is not open for writing ({@code do_mmap} in {@code mm/mmap.c}).
   */
  private static final int SHARED = 0x80;

  private final KernelImage image;
  private final AreaNames names;
  private final Problems problems = new Problems();
  private final List<MemoryArea> areas = new ArrayList<>();

  private MemoryAreas(KernelImage image) throws IOException {
    this.image = image;
    this.names = new AreaNames(image);
  }

  /**
   * Reads the areas of processes; a kernel thread has none.
   *
   * @param wanted says by process id which processes
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<MemoryArea> read(KernelImage image, IntPredicate wanted)
      throws IOException {
    return new MemoryAreas(image).readAll(wanted);
  }

  private Listing<MemoryArea> readAll(IntPredicate wanted) throws IOException {
    TaskList.forEachProcess(
        image,
        problems,
        task -> {
          int pid = task.integer("tgid");
          Optional<KernelStruct> mm = task.follow("mm");
          if (wanted.test(pid) && mm.isPresent()) {
            readProcess(pid, task.text("comm"), mm.get());
          }
        });
    return new Listing<>(areas, problems.list(), problems.isWhole());
  }

  private void readProcess(int pid, String comm, KernelStruct mm) throws IOException {
    LinkedNodes.Visitor add =
        vma -> areas.add(area(pid, comm, mm, image.struct("vm_area_struct", vma)));
    int before = areas.size();
    int problemsBefore = problems.list().size();
    // A maple tree since 6.1, commit 763ecb035029; a list before.
    if (mm.has("mm_mt")) {
      new MapleTree(image, problems)
          .forEach("the tree of memory areas of process " + pid, mm.addressOf("mm_mt"), add);
    } else {
      long next = image.offset("vm_area_struct", "vm_next");
      readList(pid, mm.pointer("mmap"), next, add);
    }
    long counted = mm.has("map_count") ? mm.number("map_count") : areas.size() - before;
    if (counted != areas.size() - before && problems.list().size() == problemsBefore) {
      problems.add(
          "process %d has %d memory areas by its own count, and %d were found",
          pid, counted, areas.size() - before);
    }
  }

  private void readList(int pid, long first, long next, LinkedNodes.Visitor add) {
    AddressSet seen = new AddressSet();
    long vma = first;
    try {
      while (vma != 0) {
        if (!seen.add(vma)) {
          problems.add("the list of memory areas of process %d runs in a circle at 0x%x", pid, vma);
          return;
        }
        add.visit(vma);
        vma = image.memory().readPointer(vma + next);
      }
    } catch (IOException fault) {
      problems.add(
          "the list of memory areas of process %d breaks off: %s", pid, fault.getMessage());
    }
  }

  private MemoryArea area(int pid, String comm, KernelStruct mm, KernelStruct vma)
      throws IOException {
    long start = vma.pointer("vm_start");
    long end = vma.pointer("vm_end");
    PartialItem parts =
        new PartialItem(problems, "the memory area at 0x%x of process %d".formatted(start, pid));
    Optional<KernelStruct> file = vma.follow("vm_file");
    Optional<Long> inode =
        parts.read(
            "the inode", () -> file.isPresent() ? file.get().target("f_inode").number("i_ino") : 0);
    return new MemoryArea(
        pid,
        comm,
        start,
        end,
        permissions(vma.number("vm_flags")),
        file.isPresent() ? vma.number("vm_pgoff") << Page.SHIFT : 0,
        inode.flatMap(readable -> parts.read("the device", () -> device(file))),
        inode,
        parts.read("the name", () -> names.of(mm, vma)),
        vma.address());
  }

  private static String device(Optional<KernelStruct> file) throws IOException {
    return DeviceNumber.text(
        file.isPresent() ? file.get().target("f_inode").target("i_sb").number("s_dev") : 0);
  }

  private static String permissions(long flags) {
    return ((flags & READ) != 0 ? "r" : "-")
        + ((flags & WRITE) != 0 ? "w" : "-")
        + ((flags & EXECUTE) != 0 ? "x" : "-")
        + ((flags & SHARED) != 0 ? "s" : "p");
  }
}
