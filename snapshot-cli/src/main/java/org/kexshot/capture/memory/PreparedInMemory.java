package org.kexshot.capture.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.filter.DescriptorChecks;
import org.kexshot.filter.DescriptorMap;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.LockedMemory;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.ResidentMemory;

/**
 * A snapshot in memory that can be taken. Everything that the program in physical mode needs is
 * made here before the jump.
 */
final class PreparedInMemory implements PreparedCapture {
  private final JumpLock lock;
  private final LiveKernel kernel;
  private final DumpLevel level;
  private final MemoryPlan plan;

  /**
   * @param lock that nobody else loads, unloads or takes a snapshot
   * @param kernel closed with this
   */
  PreparedInMemory(JumpLock lock, LiveKernel kernel, DumpLevel level, MemoryPlan plan) {
    this.lock = lock;
    this.kernel = kernel;
    this.level = level;
    this.plan = plan;
  }

  @Override
  public String method() {
    return CaptureInMemory.NAME;
  }

  @Override
  public Optional<String> estimate() {
    return Optional.of(plan.inWords());
  }

  @Override
  public long estimatedPages() {
    return plan.keptPages();
  }

  @Override
  public CopiedMemory capture(JumpClock clock) throws IOException {
    beFirstToGo();
    SnapshotArea area = allocate();
    try {
      return capture(area, clock);
    } catch (IOException | RuntimeException e) {
      area.close();
      throw e;
    }
  }

  /** Should memory run out all the same, the kernel is to end this process and no other. */
  private static void beFirstToGo() throws IOException {
    Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
  }

  private SnapshotArea allocate() throws IOException {
    try {
      return SnapshotArea.allocate(kernel.memory().endPfn(), plan.bufferPages());
    } catch (SystemCallException e) {
      throw new CaptureException(Reason.NO_ROOM, e.getMessage() + "; " + plan.inWords(), e);
    }
  }

  private CopiedMemory capture(SnapshotArea area, JumpClock clock) throws IOException {
    KernelLayouts layouts = KernelLayouts.read(kernel.architecture());
    SnapshotProgram program = program();
    ImageSlot slot = ImageSlot.find(kernel.symbols(), layouts);
    // Whatever takes long is done before the load: an image whose process is killed is no good.
    SystemCalls.sync();
    long request = System.nanoTime();
    try (LockedMemory nest = ContiguousPages.find(program.size())) {
      long physical = nest.frames()[0] << 12;
      KexecSegment segment =
          program.at(physical, parameters(area, nest, physical, layouts, request));
      Jump jump =
          Jump.once(
              lock,
              slot,
              OwnImage.Purpose.PROGRAM,
              physical + program.entry(),
              segment,
              clock,
              image -> area.markOwn(imagePages(image)));
      SnapshotResults results = program.results(area.results());
      require(results, request, area);
      return new CopiedMemory(area, kernel, level, results, jump);
    }
  }

  private SnapshotProgram program() throws IOException {
    int size = DescriptorChecks.descriptorSize(kernel.vmcoreinfo());
    DescriptorMap.Found map =
        DescriptorMap.find(kernel.core(), kernel.vmcoreinfo(), size, kernel.memory().endPfn());
    return SnapshotProgram.load(
        kernel.architecture(),
        kernel.paging().form(),
        DescriptorExtent.find(kernel.memory().ram(), map.runs(), kernel.paging().kernel(), size));
  }

  private Map<String, Long> parameters(
      SnapshotArea area, LockedMemory nest, long physical, KernelLayouts layouts, long request)
      throws IOException {
    long savedContext = kernel.place().physical(kernel.symbol(LiveKernel.SAVED_CONTEXT));
    Map<String, Long> parameters = new HashMap<>(area.places());
    parameters.put("request", request);
    parameters.put("a_gdt_source", savedContext + layouts.offset("saved_context", "gdt_desc"));
    parameters.put("root", OwnPageTable.root(kernel, layouts, area.memory()));
    parameters.put("nest", nest.start());
    parameters.put("nest_physical", physical);
    parameters.put("nest_size", nest.length());
    parameters.putAll(DescriptorChecks.of(kernel.vmcoreinfo(), kernel.core().pointerSize(), level));
    return parameters;
  }

  /** The frames that hold the loaded image until the jump exchanges them. */
  private PfnSet imagePages(OwnImage image) throws IOException {
    long head = image.loaded().orElseThrow().head();
    return KexecPageList.read(new ResidentMemory(kernel.memory()), kernel.architecture(), head)
        .imagePages();
  }

  private void require(SnapshotResults results, long request, SnapshotArea area)
      throws CaptureException {
    if (results.request() != request || results.status() == SnapshotResults.Status.NONE) {
      throw new CaptureException(
          Reason.NO_DUMP,
          "the program in physical mode left no results: the kernel jumped elsewhere, or the page"
              + " for them was being moved; try again");
    }
    switch (results.status()) {
      case MOVED ->
          throw new CaptureException(
              Reason.NO_DUMP,
              ("the page of this process at 0x%x was being moved at the instant of the jump, so"
                      + " nothing was copied; try again")
                  .formatted(results.address()));
      case FULL -> {
        long missing = results.counts()[0] - area.bufferPages();
        throw new CaptureException(
            Reason.NO_ROOM,
            ("the buffer of %d pages was %d pages too small (%d MiB): try again, with a larger"
                    + " --buffer or a higher --dump-level")
                .formatted(
                    area.bufferPages(), missing, (missing * Page.SIZE + (1 << 20) - 1) >> 20));
      }
      default -> {}
    }
  }

  @Override
  public void close() throws IOException {
    kernel.close();
  }
}
