package org.kexshot.owner;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.mm.ReverseMapping;
import org.kexshot.kernel.process.Task;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;

/**
 * Names the process that an anonymous page belongs to: its {@code anon_vma} leads to the memory
 * areas that may hold it, and page tables tell which does. Source: {@code mm/rmap.c}.
 */
final class AnonymousOwners {

  private final KernelImage image;
  private final Map<Long, Task> byMemory = new HashMap<>();
  private final Map<Long, PagedMemory> spaces = new HashMap<>();

  /** The last answer, since a page's owner and its area are asked for one after the other. */
  private Found last = new Found(-1, null, 0);

  AnonymousOwners(KernelImage image, List<Task> tasks) throws IOException {
    this.image = image;
    for (Task task : tasks) {
      Optional<KernelStruct> mm = image.struct("task_struct", task.address()).follow("mm");
      mm.ifPresent(memory -> byMemory.putIfAbsent(memory.address(), task));
    }
  }

  /**
   * The owner of a frame.
   *
   * @param anonVma the descriptor's mapping
   * @param index the page's number among the pages of its area, as the descriptor has it
   */
  FrameOwner owner(long anonVma, long index, long pfn) throws IOException {
    Found found = find(anonVma, index, pfn);
    return found.area == null
        ? FrameOwner.of(OwnerKind.ANONYMOUS)
        : new FrameOwner(OwnerKind.ANONYMOUS, name(found.area.pointer("vm_mm")), found.address);
  }

  /** The memory area that holds a frame, as {@link #owner}; empty if none does. */
  Optional<KernelStruct> area(long anonVma, long index, long pfn) throws IOException {
    return Optional.ofNullable(find(anonVma, index, pfn).area);
  }

  /**
   * Where a frame is mapped.
   *
   * @param area null if nowhere
   * @param address in its process
   */
  private record Found(long pfn, KernelStruct area, long address) {}

  private Found find(long anonVma, long index, long pfn) throws IOException {
    if (last.pfn != pfn) {
      last = search(anonVma, index, pfn);
    }
    return last;
  }

  private Found search(long anonVma, long index, long pfn) throws IOException {
    Found possible = new Found(pfn, null, 0);
    for (KernelStruct area : ReverseMapping.areas(image, anonVma)) {
      long first = area.number("vm_pgoff");
      long start = area.pointer("vm_start");
      long pages = area.pointer("vm_end") - start >>> Page.SHIFT;
      if (Long.compareUnsigned(index - first, pages) >= 0) {
        continue;
      }
      long address = start + (index - first << Page.SHIFT);
      if (maps(area.pointer("vm_mm"), address, pfn)) {
        return new Found(pfn, area, address);
      }
      if (possible.area == null) {
        // Not mapped at the moment, as in the swap cache: any of those that may map it.
        possible = new Found(pfn, area, address);
      }
    }
    return possible;
  }

  private String name(long mm) {
    Task task = byMemory.get(mm);
    return task == null ? "" : "%s[%d]".formatted(task.comm(), task.pid());
  }

  private boolean maps(long mm, long address, long pfn) throws IOException {
    PagedMemory space = spaces.get(mm);
    if (space == null) {
      space =
          image.paging().user(image.struct("mm_struct", mm).pointer("pgd"), "virtual of a process");
      spaces.put(mm, space);
    }
    Translation page = space.translate(address);
    return page.isMapped() && page.physical(address) >>> Page.SHIFT == pfn;
  }
}
