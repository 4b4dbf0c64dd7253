package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the memory areas of a process, in ascending order, as {@code /proc/PID/maps} shows them.
 * Source: {@code fs/proc/task_mmu.c}.
 */
public final class MemoryAreas {
  private static final int PAGE_SHIFT = 12;

  private final KernelImage image;
  private final Paths paths;
  private final long specialOperations;
  private final Problems problems = new Problems();

  private MemoryAreas(KernelImage image) throws IOException {
    this.image = image;
    this.paths = new Paths(image);
    this.specialOperations = image.symbols().find("special_mapping_vmops").orElse(0);
  }

  /**
   * Reads a process's areas; a kernel thread has none.
   *
   * @param task kernel virtual address of its {@code task_struct}
   * @throws IOException if the process itself cannot be read
   */
  public static Listing<MemoryArea> read(KernelImage image, long task) throws IOException {
    Optional<KernelStruct> mm = image.struct("task_struct", task).follow("mm");
    return mm.isPresent()
        ? new MemoryAreas(image).readAll(mm.get())
        : new Listing<>(List.of(), List.of());
  }

  private Listing<MemoryArea> readAll(KernelStruct mm) throws IOException {
    List<MemoryArea> areas = new ArrayList<>();
    LinkedNodes.Visitor add = vma -> areas.add(area(mm, image.struct("vm_area_struct", vma)));
    // A maple tree since 6.1, commit 763ecb035029; a list before.
    if (mm.has("mm_mt")) {
      new MapleTree(image, problems)
          .forEach("the tree of memory areas", mm.addressOf("mm_mt"), add);
    } else {
      long next = image.offset("vm_area_struct", "vm_next");
      readList(mm.pointer("mmap"), next, add);
    }
    return new Listing<>(areas, problems.list());
  }

  private void readList(long first, long next, LinkedNodes.Visitor add) {
    AddressSet seen = new AddressSet();
    long vma = first;
    try {
      while (vma != 0 && seen.add(vma)) {
        add.visit(vma);
        vma = image.memory().readPointer(vma + next);
      }
    } catch (IOException fault) {
      problems.add("the list of memory areas breaks off: %s", fault.getMessage());
    }
  }

  private MemoryArea area(KernelStruct mm, KernelStruct vma) throws IOException {
    long start = vma.pointer("vm_start");
    long end = vma.pointer("vm_end");
    Optional<KernelStruct> file = vma.follow("vm_file");
    long device = 0;
    long inode = 0;
    if (file.isPresent()) {
      KernelStruct host = file.get().target("f_inode");
      inode = host.number("i_ino");
      device = host.target("i_sb").number("s_dev");
    }
    return new MemoryArea(
        start,
        end,
        permissions(vma.number("vm_flags")),
        file.isPresent() ? vma.number("vm_pgoff") << PAGE_SHIFT : 0,
        DeviceNumber.text(device),
        inode,
        file.isPresent()
            ? paths.of(file.get().embedded("f_path"))
            : anonymousName(mm, vma, start, end),
        vma.address());
  }

  private static String permissions(long flags) {
    return ((flags & 1) != 0 ? "r" : "-")
        + ((flags & 2) != 0 ? "w" : "-")
        + ((flags & 4) != 0 ? "x" : "-")
        + ((flags & 8) != 0 ? "s" : "p");
  }

  private String anonymousName(KernelStruct mm, KernelStruct vma, long start, long end)
      throws IOException {
    if (specialOperations != 0 && vma.pointer("vm_ops") == specialOperations) {
      return image.struct("vm_special_mapping", vma.pointer("vm_private_data")).text("name");
    }
    if (Long.compareUnsigned(start, mm.pointer("brk")) <= 0
        && Long.compareUnsigned(end, mm.pointer("start_brk")) >= 0) {
      return "[heap]";
    }
    return Long.compareUnsigned(mm.pointer("start_stack") - start, end - start) < 0
        ? "[stack]"
        : "";
  }
}
