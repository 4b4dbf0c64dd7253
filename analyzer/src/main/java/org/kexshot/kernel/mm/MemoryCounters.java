package org.kexshot.kernel.mm;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeException;

/**
 * Reads the counters of zones and nodes, as {@code /proc/vmstat} shows them: without what
 * processors have not added up yet. Source: {@code mm/vmstat.c}, {@code include/linux/mmzone.h}.
 */
public final class MemoryCounters {
  /** What the kernel counts of its memory, as {@code /proc/vmstat} lists it. */
  public static final ObjectKind<MemoryCounter> KIND =
      ObjectKind.of(
          "counter",
          "counters",
          "Show what the kernel counts of its memory.",
          MemoryCounters::read,
          MemoryCounter::title,
          List.of(
              column(
                  "COUNTER", text("name", MemoryCounter::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">VALUE",
                  meaning(
                      "in pages, of huge pages in those; of stacks in KiB",
                      number("value", MemoryCounter::value, VOLATILE)))));

  private static final int MAX_NAME = 64;

  /** Far more than the counters of any kernel. */
  private static final int MAX_ITEMS = 1 << 12;

  private static final String NODE_ITEMS = "node_stat_item";

  /** Those that are shown in huge pages, {@code vmstat_item_print_in_thp}. */
  private static final List<String> OF_HUGE_PAGES =
      List.of(
          "NR_ANON_THPS",
          "NR_FILE_THPS",
          "NR_SHMEM_THPS",
          "NR_SHMEM_PMDMAPPED",
          "NR_FILE_PMDMAPPED");

  private final KernelImage image;
  private final List<MemoryCounter> counters = new ArrayList<>();
  private final Problems problems = new Problems();

  private MemoryCounters(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads the counters under the names that the kernel itself has for them.
   *
   * @throws IOException if symbols or types are missing
   */
  public static Listing<MemoryCounter> read(KernelImage image) throws IOException {
    return new MemoryCounters(image).readAll();
  }

  private Listing<MemoryCounter> readAll() throws IOException {
    OptionalLong names = image.symbols().findData("vmstat_text");
    OptionalInt zoneItems = count("zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
    OptionalInt nodeItems = count(NODE_ITEMS, "NR_VM_NODE_STAT_ITEMS");
    OptionalInt between = numaItems();
    Map<Integer, Long> units = units();
    if (zoneItems.isPresent()) {
      read("vm_zone_stat", names, zoneItems.getAsInt(), Map.of());
    }
    if (nodeItems.isPresent()) {
      boolean placed = zoneItems.isPresent() && between.isPresent() && names.isPresent();
      OptionalLong nodeNames =
          placed
              ? OptionalLong.of(
                  names.getAsLong()
                      + (long) (zoneItems.getAsInt() + between.getAsInt())
                          * image.memory().pointerSize())
              : OptionalLong.empty();
      read("vm_node_stat", nodeNames, nodeItems.getAsInt(), units);
    }
    return new Listing<>(counters, problems.list());
  }

  /** Events of NUMA, whose names stand between those of zones and of nodes; renamed in 5.14. */
  private OptionalInt numaItems() throws IOException {
    Optional<KernelType> items = image.types().findEnum("numa_stat_item");
    if (items.isEmpty()) {
      // Without CONFIG_NUMA there is no such enumeration, and there are no such names.
      return OptionalInt.of(0);
    }
    // Commit f19298b9516c.
    boolean renamed = items.get().enumerators().containsKey("NR_VM_NUMA_EVENT_ITEMS");
    return count("numa_stat_item", renamed ? "NR_VM_NUMA_EVENT_ITEMS" : "NR_VM_NUMA_STAT_ITEMS");
  }

  private OptionalInt count(String enumeration, String last) throws IOException {
    try {
      long count = image.types().enumerator(enumeration, last);
      if (count >= 0 && count <= MAX_ITEMS) {
        return OptionalInt.of((int) count);
      }
      problems.add("%s is %d; 0 to %d expected", last, count, MAX_ITEMS);
    } catch (TypeException missing) {
      problems.add("counters of %s: %s", enumeration, missing.getMessage());
    }
    return OptionalInt.empty();
  }

  /**
   * What to divide counters of nodes by, by their places. Since 5.12, commit 69473e5de873, those of
   * huge pages count base pages; {@code NR_SWAPCACHE} came with it, commit b6038942480e.
   */
  private Map<Integer, Long> units() throws IOException {
    Map<Integer, Long> units = new HashMap<>();
    Map<String, Long> items =
        image.types().findEnum(NODE_ITEMS).map(KernelType::enumerators).orElse(Map.of());
    boolean inBasePages =
        items.containsKey("NR_SWAPCACHE")
            || image.types().findEnum("numa_stat_item").stream()
                .anyMatch(numa -> numa.enumerators().containsKey("NR_VM_NUMA_EVENT_ITEMS"));
    for (String name : OF_HUGE_PAGES) {
      if (inBasePages && items.containsKey(name)) {
        units.put(Math.toIntExact(items.get(name)), image.paging().form().span(1) >> Page.SHIFT);
      }
    }
    return units;
  }

  /**
   * @param names where the name of the first counter stands, if that is known
   */
  private void read(String symbol, OptionalLong names, int count, Map<Integer, Long> units)
      throws IOException {
    OptionalLong values = image.symbols().findData(symbol);
    if (values.isEmpty()) {
      return;
    }
    int word = image.memory().pointerSize();
    for (int i = 0; i < count && !problems.areTooMany(); i++) {
      try {
        long value = image.memory().readPointer(values.getAsLong() + (long) i * word);
        boolean negative = value << 64 - 8 * word < 0;
        long unit = units.getOrDefault(i, 1L);
        counters.add(new MemoryCounter(name(symbol, i, names), negative ? 0 : value / unit));
      } catch (IOException fault) {
        problems.add("counter %d of %s: %s", i, symbol, fault.getMessage());
      }
    }
  }

  /** The kernel's name for a counter; its place in the array if that is not in the image. */
  private String name(String symbol, int index, OptionalLong names) {
    String place = "%s[%d]".formatted(symbol, index);
    if (names.isEmpty()) {
      return place;
    }
    long at = names.getAsLong() + (long) index * image.memory().pointerSize();
    try {
      return image.memory().readString(image.memory().readPointer(at), MAX_NAME);
    } catch (IOException fault) {
      problems.add("name of %s: %s", place, fault.getMessage());
      return place;
    }
  }
}
