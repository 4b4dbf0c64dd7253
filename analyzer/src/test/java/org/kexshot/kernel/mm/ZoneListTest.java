package org.kexshot.kernel.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** Two nodes, each on a page of its own, with room for three zones. */
class ZoneListTest {
  private static final int ROOM = 3;

  private final FakeKernel kernel = new FakeKernel();
  private long firstNode;
  private long secondNode;
  private long held;
  private long steps;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .enumerate("zone_stat_item", "NR_FREE_PAGES", "NR_VM_ZONE_STAT_ITEMS")
        .define("atomic_long_t", "counter: int")
        .define("free_area", "nr_free: unsigned int")
        .define(
            "zone",
            "name: *char",
            "zone_start_pfn: unsigned int",
            "spanned_pages: unsigned int",
            "present_pages: unsigned int",
            "managed_pages: atomic_long_t",
            "vm_stat: atomic_long_t[1]",
            "free_area: free_area[2]",
            "per_cpu_pageset: *char",
            "per_cpu_zonestats: *char")
        .define("per_cpu_pages", "lock: int", "count: int")
        .define("per_cpu_zonestat", "vm_stat_diff: char[4]")
        .define("pglist_data", "node_zones: zone[%d]".formatted(ROOM), "nr_zones: int");
    held = kernel.allocate("per_cpu_pages");
    steps = kernel.allocate("per_cpu_zonestat");
    long table = kernel.allocate(8);
    kernel.symbol("node_data", table);
    kernel.symbol("behind_node_data", table + 8);
    firstNode = node("DMA", "Normal");
    secondNode = node("HighMem");
    kernel.number(table, firstNode, 4);
    kernel.number(table + 4, secondNode, 4);
  }

  private long node(String... names) throws IOException {
    long node = kernel.allocateOnOwnPage("pglist_data");
    kernel.set(node, "pglist_data", "nr_zones", names.length);
    for (int i = 0; i < names.length; i++) {
      long zone = zone(node, i);
      kernel.set(zone, "zone", "name", kernel.string(names[i]));
      kernel.set(zone, "zone", "zone_start_pfn", 0x1000 * i + 1);
      kernel.set(zone, "zone", "spanned_pages", 0x900);
      kernel.set(zone, "zone", "present_pages", 0x800);
      kernel.set(zone, "zone", "managed_pages.counter", 0x700);
      kernel.set(zone, "zone", "per_cpu_pageset", held);
      kernel.set(zone, "zone", "per_cpu_zonestats", steps);
      kernel.number(zone + kernel.offset("zone", "vm_stat"), 5, 4);
      kernel.number(zone + kernel.offset("zone", "free_area"), 3, 4);
      kernel.number(zone + kernel.offset("zone", "free_area") + 4, 1, 4);
    }
    return node;
  }

  private long zone(long node, int index) throws IOException {
    return node + kernel.offset("pglist_data", "nr_zones") / ROOM * index;
  }

  private Listing<Zone> read() throws IOException {
    return ZoneList.read(kernel.open());
  }

  @Test
  void readsTheZonesOfAllNodes() throws Exception {
    Listing<Zone> zones = read();
    assertThat(zones.problems()).isEmpty();
    assertThat(zones.items()).extracting(Zone::name).containsExactly("DMA", "Normal", "HighMem");
    assertThat(zones.items()).extracting(Zone::node).containsExactly(0, 0, 1);
    Zone normal = zones.items().get(1);
    assertThat(normal.startPfn()).isEqualTo(0x1001);
    assertThat(normal.spannedPages()).isEqualTo(0x900);
    assertThat(normal.presentPages()).isEqualTo(0x800);
    assertThat(normal.managedPages()).isEqualTo(0x700);
    assertThat(normal.freePages()).isEqualTo(5);
    assertThat(normal.freeBlocks()).containsExactly(3L, 1L);
  }

  @Test
  void whatProcessorsHoldBackIsUnusedToo() throws Exception {
    assertThat(read().items()).allMatch(zone -> zone.unusedPages().equals(Optional.of(5L)));
    kernel.set(held, "per_cpu_pages", "count", 40);
    kernel.number(steps, -3, 1);
    Zone normal = read().items().get(1);
    assertThat(normal.freePages()).isEqualTo(5);
    assertThat(normal.unusedPages()).contains(42L);
  }

  @Test
  void whatProcessorsHoldBackMayBeUnknown() throws Exception {
    kernel.set(zone(firstNode, 1), "zone", "per_cpu_pageset", 0);
    Listing<Zone> zones = read();
    assertThat(zones.items()).hasSize(3);
    assertThat(zones.items().get(1).unusedPages()).isEmpty();
    assertThat(zones.problems()).singleElement().asString().contains("processors hold back");
  }

  @Test
  void zonesAreListedWhereProcessorsAreUnknown() throws Exception {
    kernel.symbol("__per_cpu_offset", 0xc0f0_0000L).symbol("nr_cpu_ids", 0xc0f0_1000L);
    Listing<Zone> zones = read();
    assertThat(zones.items()).hasSize(3).allMatch(zone -> zone.unusedPages().isEmpty());
    assertThat(zones.problems()).singleElement().asString().contains("processors hold back");
  }

  @Test
  void aZoneWithoutMemoryIsLeftOut() throws Exception {
    kernel.set(zone(firstNode, 0), "zone", "present_pages", 0);
    assertThat(read().items()).extracting(Zone::name).containsExactly("Normal", "HighMem");
  }

  @Test
  void aNodeThatIsNotInTheImageDoesNotHideTheOthers() throws Exception {
    kernel.exclude(firstNode);
    Listing<Zone> zones = read();
    assertThat(zones.items()).extracting(Zone::name).containsExactly("HighMem");
    assertThat(zones.problems()).hasSize(1).first().asString().contains("zones of node 0");
  }

  @Test
  void aZoneWhoseNameLeadsNowhereDoesNotHideTheOthers() throws Exception {
    kernel.set(zone(firstNode, 0), "zone", "name", 0x1234);
    Listing<Zone> zones = read();
    assertThat(zones.items()).extracting(Zone::name).containsExactly("Normal", "HighMem");
    assertThat(zones.problems()).hasSize(1).first().asString().contains("zone 0 of node 0");
  }

  @Test
  void aNodeThatClaimsTooManyZonesIsTold() throws Exception {
    kernel.set(secondNode, "pglist_data", "nr_zones", -1);
    Listing<Zone> zones = read();
    assertThat(zones.items()).extracting(Zone::name).containsExactly("DMA", "Normal", "HighMem");
    assertThat(zones.problems()).hasSize(1).first().asString().contains("claims -1 zones");
  }
}
