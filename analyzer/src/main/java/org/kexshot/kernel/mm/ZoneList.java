package org.kexshot.kernel.mm;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.pages;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.memory.MemoryFault;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/** Reads the zones of physical memory that have any. Source: {@code include/linux/mmzone.h}. */
public final class ZoneList {
  /** Zones of memory, as {@code /proc/zoneinfo} and {@code /proc/buddyinfo} list them. */
  public static final ObjectKind<Zone> KIND =
      ObjectKind.of(
          "zone",
          "zones",
          "Show the zones of memory, their free blocks, and what the kernel counts of it.",
          ZoneList::read,
          Zone::title,
          List.of(
              column(">NODE", number("node", Zone::node, BOOT_IDENTITY, IDENTITY)),
              column("ZONE", text("name", Zone::name, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">START",
                  meaning(
                      "physical",
                      address("startAddress", zone -> zone.startPfn() << Page.SHIFT, COMPARED))),
              column(">SPANNED", pages("spannedPages", Zone::spannedPages, COMPARED)),
              column(">PRESENT", pages("presentPages", Zone::presentPages, COMPARED)),
              column(">MANAGED", pages("managedPages", Zone::managedPages, BOOT_COMPARED)),
              column(">FREE", pages("freePages", Zone::freePages, VOLATILE)),
              meaning(
                  "free ones with those that processors hold back",
                  number("unusedPages", Zone::unusedPages, VOLATILE)),
              column(
                  "FREE BLOCKS BY ORDER",
                  Zone::shownBlocks,
                  meaning("by order", list("freeBlocks", Zone::freeBlocks, VOLATILE))),
              meaning("of its struct zone", address("address", Zone::address, INDEXED))));

  private static final int MAX_NODES = 1 << 10;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final Optional<HeldBackPages> heldBack;

  private ZoneList(KernelImage image) {
    this.image = image;
    this.heldBack =
        new PartialItem(problems, "zones")
            .read("what processors hold back", () -> new HeldBackPages(image));
  }

  /**
   * Reads all zones by node.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Zone> read(KernelImage image) throws IOException {
    return new ZoneList(image).readAll();
  }

  private Listing<Zone> readAll() throws IOException {
    List<Zone> zones = new ArrayList<>();
    OptionalLong only = image.symbols().findData("contig_page_data");
    if (only.isPresent()) {
      tryNode(0, only.getAsLong(), zones);
    } else {
      int index = image.symbols().requireIndex("node_data");
      long table = image.symbols().address(index);
      int word = image.memory().pointerSize();
      long count = Math.min(image.symbols().size(index) / word, MAX_NODES);
      for (int node = 0; node < count; node++) {
        long address = image.memory().readPointer(table + (long) node * word);
        if (address != 0) {
          tryNode(node, address, zones);
        }
      }
    }
    return new Listing<>(zones, problems.list());
  }

  /** Reads a node's zones; one whose description is not in the image does not end the others. */
  private void tryNode(int node, long address, List<Zone> into) throws IOException {
    try {
      readNode(node, address, into);
    } catch (MemoryFault fault) {
      problems.add("zones of node %d: %s", node, fault.getMessage());
    }
  }

  private void readNode(int node, long address, List<Zone> into) throws IOException {
    KernelStruct data = image.struct("pglist_data", address);
    Member zones = data.member("node_zones");
    long count = data.number("nr_zones");
    long room = zones.type().count();
    if (count < 0 || count > room) {
      problems.add(
          "node %d at 0x%x claims %d zones, but has room for %d", node, address, count, room);
      count = room;
    }
    for (int i = 0; i < count; i++) {
      KernelStruct zone =
          image.struct("zone", address + zones.offset() + i * zones.type().element().size());
      try {
        if (zone.number("present_pages") != 0) {
          into.add(zone(node, zone));
        }
      } catch (MemoryFault fault) {
        problems.add("zone %d of node %d: %s", i, node, fault.getMessage());
      }
    }
  }

  private Zone zone(int node, KernelStruct zone) throws IOException {
    long index = image.types().enumerator("zone_stat_item", "NR_FREE_PAGES");
    long free = counter(zone, index);
    return new Zone(
        node,
        zone.text("name"),
        zone.number("zone_start_pfn"),
        zone.number("spanned_pages"),
        zone.number("present_pages"),
        zone.number("managed_pages.counter"),
        free,
        heldBack(node, zone, index).map(held -> free + held),
        freeBlocks(zone),
        zone.address());
  }

  private Optional<Long> heldBack(int node, KernelStruct zone, long index) throws IOException {
    PartialItem parts =
        new PartialItem(problems, "zone %s of node %d".formatted(zone.text("name"), node));
    return heldBack
        .flatMap(pages -> parts.read("what processors hold back", () -> pages.of(zone, index)))
        .flatMap(found -> found);
  }

  private long counter(KernelStruct zone, long index) throws IOException {
    Member counters = zone.member("vm_stat");
    return image
        .memory()
        .readPointer(zone.address() + counters.offset() + index * counters.type().element().size());
  }

  private static List<Long> freeBlocks(KernelStruct zone) throws IOException {
    Member areas = zone.member("free_area");
    KernelType area = areas.type().element();
    List<Long> blocks = new ArrayList<>();
    for (int order = 0; order < areas.type().count(); order++) {
      KernelStruct free =
          new KernelStruct(
              zone.memory(), area, zone.address() + areas.offset() + order * area.size());
      blocks.add(free.number("nr_free"));
    }
    return blocks;
  }
}
