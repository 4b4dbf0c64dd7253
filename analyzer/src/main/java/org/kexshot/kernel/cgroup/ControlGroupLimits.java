package org.kexshot.kernel.cgroup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

/**
 * Reads which limits control groups have been given. Cost: some ten reads a group. Source: {@code
 * mm/memcontrol.c}, {@code kernel/cgroup/pids.c}, {@code kernel/sched/core.c}.
 */
public final class ControlGroupLimits {
  private static final int MAX_CONTROLLERS = 64;
  private static final long NANOS_PER_MICROSECOND = 1000;

  /** {@code PIDS_MAX}: one more than {@code PID_MAX_LIMIT} with 64 bits. */
  private static final long ANY_PIDS = (4L << 20) + 1;

  /** A limit of a controller that counts pages. */
  private record PageLimit(String file, String member) {}

  private static final List<PageLimit> OF_MEMORY =
      List.of(
          new PageLimit("memory.max", "memory.max"),
          new PageLimit("memory.high", "memory.high"),
          new PageLimit("memory.swap.max", "swap.max"));

  private final KernelImage image;
  private final Map<String, Integer> controllers = new HashMap<>();

  ControlGroupLimits(KernelImage image) throws IOException {
    this.image = image;
    OptionalLong table = image.symbols().findData("cgroup_subsys");
    KernelStruct group = image.struct("cgroup", 0);
    if (table.isEmpty() || !group.has("subsys")) {
      return;
    }
    int word = image.memory().pointerSize();
    long count = Math.min(group.member("subsys").type().count(), MAX_CONTROLLERS);
    for (int i = 0; i < count; i++) {
      long controller = image.memory().readPointer(table.getAsLong() + (long) i * word);
      if (controller != 0) {
        controllers.put(image.struct("cgroup_subsys", controller).text("name"), i);
      }
    }
  }

  /**
   * The limits of a group, each as its file has it: the file's name and the value. One that was not
   * set is left out.
   */
  public List<String> of(KernelStruct group) throws IOException {
    List<String> limits = new ArrayList<>();
    for (String member : List.of("max_depth", "max_descendants")) {
      if (group.has(member) && group.integer(member) != Integer.MAX_VALUE) {
        limits.add("cgroup.%s %d".formatted(member.replace('_', '.'), group.integer(member)));
      }
    }
    Optional<KernelStruct> memory = controller(group, "memory", "mem_cgroup");
    if (memory.isPresent()) {
      addMemory(memory.get(), limits);
    }
    Optional<KernelStruct> pids = controller(group, "pids", "pids_cgroup");
    if (pids.isPresent() && pids.get().has("limit.counter")) {
      long limit = pids.get().number("limit.counter");
      if (limit < ANY_PIDS) {
        limits.add("pids.max " + limit);
      }
    }
    Optional<KernelStruct> processors = controller(group, "cpu", "task_group");
    if (processors.isPresent() && processors.get().has("cfs_bandwidth.quota")) {
      addProcessors(processors.get(), limits);
    }
    return limits;
  }

  private void addMemory(KernelStruct memory, List<String> limits) throws IOException {
    // PAGE_COUNTER_MAX: what a signed word can count of bytes.
    long any =
        (image.memory().pointerSize() == Integer.BYTES ? Integer.MAX_VALUE : Long.MAX_VALUE)
            / Page.SIZE;
    for (PageLimit limit : OF_MEMORY) {
      if (memory.has(limit.member())) {
        long pages = memory.number(limit.member());
        if (Long.compareUnsigned(pages, any) < 0) {
          limits.add("%s %d".formatted(limit.file(), pages * Page.SIZE));
        }
      }
    }
  }

  /** Of a period, both in microseconds. */
  private static void addProcessors(KernelStruct group, List<String> limits) throws IOException {
    long quota = group.number("cfs_bandwidth.quota");
    if (quota != -1) {
      limits.add(
          "cpu.max %d %d"
              .formatted(
                  quota / NANOS_PER_MICROSECOND,
                  group.number("cfs_bandwidth.period") / NANOS_PER_MICROSECOND));
    }
  }

  /** What a controller keeps of a group; empty if it does not control it. */
  private Optional<KernelStruct> controller(KernelStruct group, String name, String struct)
      throws IOException {
    Integer index = controllers.get(name);
    if (index == null || image.types().findStruct(struct).isEmpty()) {
      return Optional.empty();
    }
    long place = group.addressOf("subsys") + (long) index * image.memory().pointerSize();
    long state = image.memory().readPointer(place);
    return state == 0
        ? Optional.empty()
        : Optional.of(image.struct(struct, state - image.offset(struct, "css")));
  }
}
