package org.kexshot.diff;

import java.util.List;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.log.LogStamps;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** How two images hang together, which says what of their comparison means something. */
public enum ImageRelation {
  /** The same run of the same kernel: addresses and page frames mean the same in both. */
  SAME_BOOT("same boot"),
  /** The same kernel, started twice: compare by object and symbol name, not by page. */
  SAME_KERNEL("same kernel, different boots: page frames and addresses do not correspond"),
  /** Different kernels. */
  DIFFERENT_KERNELS("different kernels: page frames, addresses and symbols do not correspond"),
  /** The kernel of one image was not found. */
  UNKNOWN("unknown, for the kernel of an image was not found");

  private final String meaning;

  ImageRelation(String meaning) {
    this.meaning = meaning;
  }

  /** In words, with what it means for the comparison. */
  public String meaning() {
    return meaning;
  }

  /** Whether one page frame in both images is the same place; if not, it is another boot's. */
  public boolean framesCorrespond() {
    return this == SAME_BOOT || this == UNKNOWN;
  }

  /**
   * Tells it from what the kernels say of themselves. Two boots of one kernel can agree in every
   * address if it was not moved at random; they never agree in the time stamps of their logs.
   *
   * @param firstLog records of the first image; may be empty if the log could not be read
   */
  public static ImageRelation of(
      Vmcoreinfo first, Vmcoreinfo second, List<LogRecord> firstLog, List<LogRecord> secondLog) {
    if (!first.osRelease().equals(second.osRelease()) || !buildId(first).equals(buildId(second))) {
      return DIFFERENT_KERNELS;
    }
    if (!first.values().equals(second.values())) {
      return SAME_KERNEL;
    }
    if (LogStamps.of(firstLog).contradict(LogStamps.of(secondLog))) {
      return SAME_KERNEL;
    }
    return SAME_BOOT;
  }

  private static String buildId(Vmcoreinfo kernel) {
    return kernel.values().getOrDefault("BUILD-ID", "");
  }
}
