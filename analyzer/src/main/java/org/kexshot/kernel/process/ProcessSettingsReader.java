package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;

/**
 * Reads how processes are to be treated. Cost: six reads a process. Source: {@code
 * include/linux/sched.h}, {@code include/uapi/linux/sched.h}, {@code include/linux/sched/prio.h},
 * {@code include/linux/sched/jobctl.h}.
 */
final class ProcessSettingsReader {
  /** By their numbers; 4 is reserved. */
  private static final List<String> POLICIES =
      List.of("other", "fifo", "rr", "batch", "4", "idle", "deadline", "ext");

  /** {@code DEFAULT_PRIO}: what a nice value of 0 is. */
  private static final long PRIORITY_OF_ZERO = 120;

  /** {@code JOBCTL_STOPPED | JOBCTL_TRACED}, since 6.0; a frozen task keeps them. */
  private static final long STANDS_STILL = 3 << 26;

  private static final int MOST_PROCESSORS = 1 << 13;

  private final KernelImage image;
  private final int processors;

  /**
   * @throws IOException if the number of processors cannot be read
   */
  ProcessSettingsReader(KernelImage image) throws IOException {
    this.image = image;
    OptionalLong count = image.symbols().findData("nr_cpu_ids");
    this.processors =
        count.isEmpty()
            ? 1
            : (int)
                Math.min(image.memory().readU32(count.getAsLong()) & 0xffff_ffffL, MOST_PROCESSORS);
  }

  /**
   * Reads those of a process.
   *
   * @param leader its first thread
   */
  ProcessSettings read(
      KernelStruct leader, TaskState state, boolean kernelThread, PartialItem parts) {
    return new ProcessSettings(
        number(leader, "policy", parts).map(ProcessSettingsReader::policy),
        number(leader, "static_prio", parts).map(priority -> priority - PRIORITY_OF_ZERO),
        number(leader, "rt_priority", parts),
        kernelThread ? Optional.empty() : processors(leader, parts),
        oomScoreAdjust(leader, parts),
        stopped(leader, state, parts));
  }

  private static String policy(long number) {
    return number >= 0 && number < POLICIES.size()
        ? POLICIES.get((int) number)
        : Long.toString(number);
  }

  private static Optional<Long> number(KernelStruct of, String member, PartialItem parts) {
    return of.has(member) ? parts.read(member, () -> of.number(member)) : Optional.empty();
  }

  private Optional<String> processors(KernelStruct leader, PartialItem parts) {
    // Renamed in 5.3, commit 3bd3706251ee.
    String member = leader.has("cpus_mask") ? "cpus_mask" : "cpus_allowed";
    return leader.has(member)
        ? parts.read("processors", () -> list(leader.addressOf(member)))
        : Optional.empty();
  }

  /** Ranges of numbers, as the kernel's {@code %*pbl} prints a mask. */
  private String list(long mask) throws IOException {
    StringBuilder list = new StringBuilder();
    int word = image.memory().pointerSize();
    int bits = word * Byte.SIZE;
    long bitsHere = 0;
    int start = -1;
    for (int processor = 0; processor <= processors; processor++) {
      if (processor < processors && processor % bits == 0) {
        bitsHere = image.memory().readPointer(mask + (long) processor / bits * word);
      }
      boolean isIn = processor < processors && (bitsHere >>> processor % bits & 1) != 0;
      if (isIn && start < 0) {
        start = processor;
      } else if (!isIn && start >= 0) {
        list.append(list.isEmpty() ? "" : ",").append(start);
        list.append(processor - 1 > start ? "-" + (processor - 1) : "");
        start = -1;
      }
    }
    return list.toString();
  }

  private static Optional<Long> oomScoreAdjust(KernelStruct leader, PartialItem parts) {
    if (!leader.has("signal")) {
      return Optional.empty();
    }
    return parts
        .read("signals", () -> leader.follow("signal"))
        .flatMap(signal -> signal)
        .flatMap(signal -> number(signal, "oom_score_adj", parts));
  }

  private static Optional<Boolean> stopped(
      KernelStruct leader, TaskState state, PartialItem parts) {
    return switch (state) {
      case STOPPED, TRACED -> Optional.of(true);
      case FROZEN -> number(leader, "jobctl", parts).map(bits -> (bits & STANDS_STILL) != 0);
      default -> Optional.of(false);
    };
  }
}
