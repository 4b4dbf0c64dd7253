package org.kexshot.owner;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.mm.ProcessorFreeLists;
import org.kexshot.kernel.mm.VmallocArea;
import org.kexshot.kernel.mm.VmallocAreas;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleMemory;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskThread;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.PageTable;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.PagingForm;
import org.kexshot.paging.Translation;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.TypeException;

/**
 * Gathers the frames that the kernel uses for itself and that page descriptors say nothing of: page
 * tables, stacks, modules, vmalloc, per-cpu areas, the descriptors themselves. What cannot be read
 * is left out.
 */
final class KernelFrames {
  private static final long MAX_PER_CPU_UNIT = 1 << 28;
  private static final long MIN_LOOK_UPS = 1 << 16;

  private final KernelImage image;
  private final PageDescriptors descriptors;
  private final FrameRanges.Builder ranges = new FrameRanges.Builder();

  /** Pages and holes of virtual memory that may still be looked at. */
  private long lookUps;

  private KernelFrames(KernelImage image, PageDescriptors descriptors) {
    this.image = image;
    this.descriptors = descriptors;
    // The kernel maps its own memory a few times at most: directly, as descriptors, by vmalloc.
    this.lookUps = MIN_LOOK_UPS + 4 * image.physical().endPfn();
  }

  /**
   * Gathers what can be found.
   *
   * @param problems what cannot is added here, a sentence each
   */
  static FrameRanges gather(
      KernelImage image, PageDescriptors descriptors, List<Task> tasks, List<String> problems) {
    KernelFrames frames = new KernelFrames(image, descriptors);
    frames.attempt("processors' free lists", frames::addProcessorFreeLists, problems);
    frames.attempt("page tables", () -> frames.addTables(tasks), problems);
    frames.attempt("kernel stacks", () -> frames.addStacks(tasks), problems);
    frames.attempt("modules", frames::addModules, problems);
    frames.attempt("vmalloc", frames::addVmalloc, problems);
    frames.attempt("per-cpu areas", frames::addPerCpu, problems);
    frames.attempt("page descriptors", frames::addDescriptors, problems);
    return frames.ranges.build();
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(String what, Step step, List<String> problems) {
    try {
      step.run();
    } catch (IOException failure) {
      problems.add("owners of %s: %s".formatted(what, failure.getMessage()));
    }
  }

  private void addProcessorFreeLists() throws IOException {
    FrameOwner owner = FrameOwner.of(OwnerKind.FREE);
    ProcessorFreeLists.forEach(
        image,
        (descriptor, order) -> {
          long pfn = descriptors.pfn(descriptor);
          if (pfn >= 0) {
            ranges.add(pfn, pfn + (1L << order), owner);
          }
        });
  }

  private void addTables(List<Task> tasks) throws IOException {
    Set<Long> seen = new HashSet<>();
    addTables(image.memory().table(), FrameOwner.of(OwnerKind.PAGE_TABLE, "kernel"), seen);
    boolean pairs = image.symbols().findFunction("pti_init").isPresent();
    for (Task task : tasks) {
      try {
        addTables(task, pairs, seen);
      } catch (MemoryFault absent) {
        continue;
      }
    }
  }

  private void addTables(Task task, boolean pairs, Set<Long> seen) throws IOException {
    var mm = image.struct("task_struct", task.address()).follow("mm");
    if (mm.isEmpty()) {
      return;
    }
    FrameOwner owner =
        FrameOwner.of(OwnerKind.PAGE_TABLE, "%s[%d]".formatted(task.comm(), task.pid()));
    PageTable table = image.paging().user(mm.get().pointer("pgd"), "virtual of a process").table();
    addTables(table, owner, seen);
    if (pairs && seen.add(table.root() + Page.SIZE)) {
      // Page-table isolation: the half that user mode runs on lies behind the kernel's.
      addFrame(table.root() + Page.SIZE, owner);
    }
  }

  private void addTables(PageTable table, FrameOwner owner, Set<Long> seen) throws IOException {
    boolean shortTop = table.form() == PagingForm.I386_PAE;
    table.forEachTable(
        (level, physical) -> {
          if (physical >>> Page.SHIFT >= image.physical().endPfn() || !seen.add(physical)) {
            return false;
          }
          // PAE's top table is 32 bytes and may share its frame with others.
          if (!shortTop || level < table.form().levels() - 1) {
            addFrame(physical, owner);
          }
          return true;
        });
  }

  private void addFrame(long physical, FrameOwner owner) {
    ranges.add(physical >>> Page.SHIFT, (physical >>> Page.SHIFT) + 1, owner);
  }

  private void addStacks(List<Task> tasks) throws IOException {
    long size = stackSize();
    for (Task task : tasks) {
      for (TaskThread thread : task.threads()) {
        try {
          long stack = image.struct("task_struct", thread.address()).pointer("stack");
          addVirtual(
              stack,
              stack + size,
              FrameOwner.of(
                  OwnerKind.KERNEL_STACK, "%s[%d]".formatted(thread.comm(), thread.pid())));
        } catch (MemoryFault absent) {
          continue;
        }
      }
    }
  }

  /**
   * {@code THREAD_SIZE}: of the first task's own stack, which is a symbol, if what follows it
   * leaves no gap; else what x86 has without KASAN ({@code page_32_types.h}, {@code
   * page_64_types.h}).
   */
  private long stackSize() throws IOException {
    int stack = image.symbols().indexOfData("init_stack");
    long size = stack < 0 ? 0 : image.symbols().size(stack);
    if (size >= 2 * Page.SIZE && size <= 16 * Page.SIZE && Long.bitCount(size) == 1) {
      return size;
    }
    return image.architecture() == Architecture.I386 ? 2 * Page.SIZE : 4 * Page.SIZE;
  }

  private void addModules() throws IOException {
    for (ModuleMemory part : ModuleList.memory(image)) {
      addVirtual(
          part.start(), part.start() + part.size(), FrameOwner.of(OwnerKind.MODULE, part.module()));
    }
  }

  private void addVmalloc() throws IOException {
    for (VmallocArea area : VmallocAreas.read(image).items()) {
      if (area.isDevice()) {
        continue;
      }
      String caller = area.callerName();
      boolean perCpu = caller.startsWith("pcpu_");
      addVirtual(
          area.start(),
          area.end(),
          FrameOwner.of(perCpu ? OwnerKind.PER_CPU : OwnerKind.VMALLOC, perCpu ? "" : caller));
    }
  }

  /** The first chunk of per-cpu memory, which lies in the direct map; others are vmalloc areas. */
  private void addPerCpu() throws IOException {
    SymbolTable symbols = image.symbols();
    OptionalLong base = symbols.findData("pcpu_base_addr");
    OptionalLong unitSize = symbols.findData("pcpu_unit_size");
    OptionalLong units = symbols.findData("pcpu_nr_units");
    OptionalLong offsets = symbols.findData("pcpu_unit_offsets");
    if (base.isEmpty() || unitSize.isEmpty() || units.isEmpty() || offsets.isEmpty()) {
      return;
    }
    PagedMemory memory = image.memory();
    long start = memory.readPointer(base.getAsLong());
    long size = usedOfUnit(start, memory.readU32(unitSize.getAsLong()));
    long table = memory.readPointer(offsets.getAsLong());
    long count = Math.min(memory.readU32(units.getAsLong()), 1 << 14);
    for (int i = 0; i < count && size <= MAX_PER_CPU_UNIT; i++) {
      long unit = start + memory.readPointer(table + (long) i * memory.pointerSize());
      addVirtual(unit, unit + size, FrameOwner.of(OwnerKind.PER_CPU, "cpu " + i));
    }
  }

  /**
   * How much of each processor's unit the first chunk uses; the rest is given back while the kernel
   * starts ({@code pcpu_embed_first_chunk}).
   *
   * @param start of the first unit
   * @param unit its size, the answer where the chunk does not tell
   */
  private long usedOfUnit(long start, long unit) throws IOException {
    OptionalLong first = image.symbols().findData("pcpu_first_chunk");
    if (first.isEmpty() || image.types().findStruct("pcpu_chunk").isEmpty()) {
      return unit;
    }
    try {
      long at = image.memory().readPointer(first.getAsLong());
      KernelStruct chunk = image.struct("pcpu_chunk", at);
      if (!chunk.has("nr_pages")) {
        // Before 4.14 a chunk does not say how large it is.
        return unit;
      }
      long used = chunk.pointer("base_addr") - start + (chunk.number("nr_pages") << Page.SHIFT);
      return used > 0 && used < unit ? used : unit;
    } catch (MemoryFault absent) {
      return unit;
    }
  }

  private void addDescriptors() throws IOException {
    FrameOwner owner = FrameOwner.of(OwnerKind.PAGE_DESCRIPTORS);
    for (DescriptorRun run : descriptors.runs()) {
      addVirtual(run.address(), run.addressOf(run.endPfn(), descriptors.size()), owner);
    }
  }

  /**
   * Adds the frames behind a range of kernel virtual memory. Cost: a look-up for each page that is
   * mapped, and for each hole, of which the largest are those of the topmost tables.
   *
   * @throws TypeException if all ranges together have more than the machine can have
   */
  private void addVirtual(long start, long end, FrameOwner owner) throws IOException {
    long mask = image.memory().pointerSize() == 4 ? 0xffff_ffffL : -1;
    long at = start & -Page.SIZE;
    while (Long.compareUnsigned(at, end) < 0) {
      if (--lookUps < 0) {
        throw new TypeException(
            "%s claims 0x%x to 0x%x, which is more than the kernel can have mapped"
                .formatted(owner.describe(), start, end));
      }
      Translation page = image.memory().translate(at & mask);
      long next = page.virtualStart() + page.size();
      long stop = Long.compareUnsigned(next, end) < 0 ? next : end + Page.SIZE - 1 & -Page.SIZE;
      if (page.isMapped()) {
        long physical = page.physical(at & mask);
        ranges.add(
            physical >>> Page.SHIFT, (physical + (stop - at)) >>> Page.SHIFT, owner, at & mask);
      }
      if (Long.compareUnsigned(next, at) <= 0) {
        return;
      }
      at = next;
    }
  }
}
