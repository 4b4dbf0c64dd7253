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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.KernelType;

/**
 * Reads the counters of zones and nodes, as {@code /proc/vmstat} shows them: without what
 * processors have not added up yet. Source: {@code mm/vmstat.c}.
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
                      "in pages unless the name says otherwise",
                      number("value", MemoryCounter::value, VOLATILE)))));

  private static final int MAX_NAME = 64;

  /** Far more than the counters of any kernel. */
  private static final int MAX_ITEMS = 1 << 12;

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
    int zoneItems = count("zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
    int nodeItems = count("node_stat_item", "NR_VM_NODE_STAT_ITEMS");
    // Events of NUMA stand between; without CONFIG_NUMA their enumeration has the count 0 only.
    int between = count("numa_stat_item", "NR_VM_NUMA_EVENT_ITEMS");
    read("vm_zone_stat", names, 0, zoneItems);
    read("vm_node_stat", names, zoneItems + between, nodeItems);
    return new Listing<>(counters, problems.list());
  }

  private int count(String enumeration, String last) throws IOException {
    long count =
        image
            .types()
            .findEnum(enumeration)
            .map(KernelType::enumerators)
            .orElse(Map.of())
            .getOrDefault(last, 0L);
    if (count < 0 || count > MAX_ITEMS) {
      problems.add("%s is %d; 0 to %d expected", last, count, MAX_ITEMS);
      return 0;
    }
    return (int) count;
  }

  private void read(String symbol, OptionalLong names, int firstName, int count)
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
        counters.add(new MemoryCounter(name(symbol, i, names, firstName), negative ? 0 : value));
      } catch (IOException fault) {
        problems.add("counter %d of %s: %s", i, symbol, fault.getMessage());
      }
    }
  }

  /** The kernel's name for a counter; its place in the array if that is not in the image. */
  private String name(String symbol, int index, OptionalLong names, int firstName) {
    String place = "%s[%d]".formatted(symbol, index);
    if (names.isEmpty()) {
      return place;
    }
    long at = names.getAsLong() + (long) (firstName + index) * image.memory().pointerSize();
    try {
      return image.memory().readString(image.memory().readPointer(at), MAX_NAME);
    } catch (IOException fault) {
      problems.add("name of %s: %s", place, fault.getMessage());
      return place;
    }
  }
}
