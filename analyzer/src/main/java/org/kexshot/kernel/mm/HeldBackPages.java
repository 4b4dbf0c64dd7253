package org.kexshot.kernel.mm;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.types.Member;

/**
 * Counts what a zone's own count of free pages leaves out: pages that processors hold back to hand
 * them out quickly, and their steps of the count that are not added yet. Cost: two reads a zone and
 * processor. Source: {@code struct per_cpu_pages} and {@code struct per_cpu_zonestat} in {@code
 * include/linux/mmzone.h}.
 */
final class HeldBackPages {
  private final KernelImage image;
  private final PerCpu processors;

  HeldBackPages(KernelImage image) throws IOException {
    this.image = image;
    this.processors = new PerCpu(image);
  }

  /**
   * Those of a zone; may be below zero by the steps.
   *
   * @param index of the count of free pages
   * @return empty if the kernel's types do not tell where they are
   */
  Optional<Long> of(KernelStruct zone, long index) throws IOException {
    // Two structures in place of one since 5.14, commit 28f836b6777b.
    if (zone.has("per_cpu_pageset") && zone.has("per_cpu_zonestats")) {
      return Optional.of(
          sum(zone, "per_cpu_pageset", "per_cpu_pages", "count", -1)
              + sum(zone, "per_cpu_zonestats", "per_cpu_zonestat", "vm_stat_diff", index));
    }
    return zone.has("pageset")
        ? Optional.of(
            sum(zone, "pageset", "per_cpu_pageset", "pcp.count", -1)
                + sum(zone, "pageset", "per_cpu_pageset", "vm_stat_diff", index))
        : Optional.empty();
  }

  /**
   * @param index of a byte in an array; -1 of a number
   */
  private long sum(KernelStruct zone, String pointer, String struct, String member, long index)
      throws IOException {
    long sum = 0;
    for (int i = 0; i < processors.count(); i++) {
      KernelStruct own = image.struct(struct, processors.address(zone.pointer(pointer), i));
      sum += index < 0 ? own.number(member) : step(own, member, index);
    }
    return sum;
  }

  private long step(KernelStruct own, String member, long index) throws IOException {
    Member steps = own.member(member);
    return image.memory().readBytes(own.address() + steps.offset() + index, 1)[0];
  }
}
