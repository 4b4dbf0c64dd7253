package org.kexshot.filter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Decides which page frames of an image a dump of a level keeps, or of each of several levels.
 *
 * <p>Cost: reads each page descriptor of RAM at most once, in blocks; takes a bit a frame of
 * memory, and one more for each level.
 */
public final class PageFilter {
  private final VirtualMemory kernel;
  private final DescriptorLayout layout;
  private final DescriptorMap.Found map;
  private final PfnSet ram;
  private final List<DumpLevel> levels;
  private final PfnSet frames;

  private PageFilter(
      PhysicalMemory memory,
      PfnSet frames,
      VirtualMemory kernel,
      Vmcoreinfo vmcoreinfo,
      List<DumpLevel> levels)
      throws IOException {
    this.kernel = kernel;
    this.layout = new DescriptorLayout(vmcoreinfo, kernel.pointerSize());
    this.map = DescriptorMap.find(kernel, vmcoreinfo, layout.size, memory.endPfn());
    this.ram = memory.ramFrames().below(map.end());
    this.levels = levels;
    this.frames = frames;
  }

  /**
   * Keeps every frame that the image has.
   *
   * @return a selection whose level is 0
   */
  public static PageSelection everything(PhysicalMemory memory) {
    return everything(memory, memory.presentFrames());
  }

  /**
   * Keeps every frame of a set.
   *
   * @return a selection whose level is 0
   */
  public static PageSelection everything(PhysicalMemory memory, PfnSet frames) {
    return selection(
        DumpLevel.EVERYTHING, memory.ramFrames(), frames, new long[PageKind.values().length], 0);
  }

  /**
   * Decides by page descriptors, in the calling thread.
   *
   * @param kernel the kernel's virtual memory over {@code memory}
   * @throws MissingVmcoreinfoException if VMCOREINFO does not describe page descriptors
   * @throws MemoryFault if the memory map itself cannot be read; descriptors that cannot be read
   *     leave their frames kept
   */
  public static PageSelection select(
      PhysicalMemory memory, VirtualMemory kernel, Vmcoreinfo vmcoreinfo, DumpLevel level)
      throws IOException {
    return select(memory, memory.presentFrames(), kernel, vmcoreinfo, List.of(level), 1).get(0);
  }

  /**
   * Decides for several levels in one pass.
   *
   * @param frames those that may be kept
   * @param threads that read and decide; the result does not depend on their number
   * @return a selection for each level, in their order
   * @throws IOException as {@link #select(PhysicalMemory, VirtualMemory, Vmcoreinfo, DumpLevel)}
   */
  public static List<PageSelection> select(
      PhysicalMemory memory,
      PfnSet frames,
      VirtualMemory kernel,
      Vmcoreinfo vmcoreinfo,
      List<DumpLevel> levels,
      int threads)
      throws IOException {
    PageFilter filter = new PageFilter(memory, frames, kernel, vmcoreinfo, levels);
    Optional<List<PageSelection>> selections = Optional.empty();
    if (threads > 1 && filter.map.end() > PfnSet.STRETCH) {
      selections = filter.selectTogether(threads);
    }
    return selections.isPresent() ? selections.get() : filter.selectAlone();
  }

  private List<PfnSet> candidates() {
    List<PfnSet> candidates = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      candidates.add(frames.below(map.end()));
    }
    return candidates;
  }

  private List<PageSelection> selectAlone() throws IOException {
    List<PfnSet> kept = candidates();
    DescriptorWalk walk = new DescriptorWalk(kernel, layout, ram, levels, kept);
    for (DescriptorRun run : map.runs()) {
      walk.walk(run, run.startPfn(), run.endPfn(), Long.MAX_VALUE);
    }
    return selections(kept, List.of(walk));
  }

  /**
   * Threads take stretches of frames in turn. Empty if a block of pages reaches from one into the
   * next, which no allocator makes, since what is decided on the next depends on it then.
   */
  private Optional<List<PageSelection>> selectTogether(int threads) throws IOException {
    List<PfnSet> kept = candidates();
    List<DescriptorWalk> walks = new ArrayList<>();
    List<Callable<Boolean>> tasks = new ArrayList<>();
    AtomicLong next = new AtomicLong();
    for (int i = 0; i < threads; i++) {
      DescriptorWalk walk = new DescriptorWalk(kernel, layout, ram, levels, kept);
      walks.add(walk);
      tasks.add(() -> walkStretches(walk, next));
    }
    boolean apart = true;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Boolean> task : executor.invokeAll(tasks)) {
        apart &= task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pages were selected");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdown();
    }
    return apart ? Optional.of(selections(kept, walks)) : Optional.empty();
  }

  /** Returns false if a block of pages reaches beyond its stretch. */
  private boolean walkStretches(DescriptorWalk walk, AtomicLong next) throws IOException {
    boolean apart = true;
    while (apart) {
      long start = next.getAndAdd(PfnSet.STRETCH);
      if (start >= map.end()) {
        break;
      }
      long end = start + PfnSet.STRETCH;
      for (DescriptorRun run : map.runs()) {
        long from = Math.max(start, run.startPfn());
        long to = Math.min(end, run.endPfn());
        apart &= from >= to || !walk.walk(run, from, to, end);
      }
    }
    return apart;
  }

  private List<PageSelection> selections(List<PfnSet> kept, List<DescriptorWalk> walks) {
    long undecided = ram.count();
    for (DescriptorWalk walk : walks) {
      undecided -= walk.decided();
    }
    List<PageSelection> selections = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      long[] excluded = new long[PageKind.values().length];
      for (DescriptorWalk walk : walks) {
        for (int kind = 0; kind < excluded.length; kind++) {
          excluded[kind] += walk.counts(i)[kind];
        }
      }
      selections.add(selection(levels.get(i), ram, kept.get(i), excluded, undecided));
    }
    return selections;
  }

  private static PageSelection selection(
      DumpLevel level, PfnSet ram, PfnSet kept, long[] excluded, long undecided) {
    long[] counts = excluded.clone();
    counts[PageKind.KEPT.ordinal()] = kept.count();
    return new PageSelection(level, ram, kept, PageCounts.of(counts), undecided);
  }
}
