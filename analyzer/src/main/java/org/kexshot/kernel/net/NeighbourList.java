package org.kexshot.kernel.net;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads neighbours of all network namespaces from the tables of ARP and of IPv6's neighbour
 * discovery, and those that this machine answers for. Those that need no asking, such as groups of
 * multicast, are excluded, as {@code ip neigh} and {@code /proc/net/arp} do. Cost: one read a
 * bucket, some twelve a neighbour. Source: {@code include/net/neighbour.h}, {@code
 * net/core/neighbour.c}.
 */
public final class NeighbourList {
  /** Neighbours, as {@code ip neigh} has them. */
  public static final ObjectKind<Neighbour> KIND =
      ObjectKind.of(
          "neighbour",
          "neighbours",
          "List the neighbours of an image on its links, with their hardware addresses.",
          NeighbourList::read,
          Neighbour::title,
          List.of(
              // First, so that what is said of learned ones begins with it.
              column(
                  "ORIGIN",
                  meaning(
                      "learned, permanent or proxy",
                      text(
                          "origin",
                          neighbour -> neighbour.origin().toString(),
                          IDENTITY,
                          BOOT_COMPARED,
                          INDEXED))),
              text("family", Neighbour::family, BOOT_IDENTITY, IDENTITY, INDEXED),
              column(
                  ">NAMESPACE", number("namespace", Neighbour::namespace, BOOT_IDENTITY, INDEXED)),
              column("DEVICE", text("device", Neighbour::device, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  "ADDRESS",
                  text(
                      "internetAddress",
                      Neighbour::internetAddress,
                      BOOT_IDENTITY,
                      IDENTITY,
                      INDEXED)),
              column(
                  "HARDWARE",
                  meaning(
                      "unknown until it answers",
                      text("hardwareAddress", Neighbour::hardwareAddress, COMPARED, INDEXED))),
              column("STATE", text("state", Neighbour::state, VOLATILE, INDEXED)),
              column("FLAGS", list("flags", Neighbour::flags, COMPARED)),
              meaning(
                  "of its struct neighbour or pneigh_entry",
                  address("address", Neighbour::address, INDEXED))));

  /** {@code NUD_PERMANENT}, {@code include/uapi/linux/neighbour.h}. */
  private static final int PERMANENT = 0x80;

  private static final int NO_ARP = 0x40;

  /** {@code NUD_VALID}: the hardware address is known. */
  private static final int KNOWN = PERMANENT | NO_ARP | 0x02 | 0x04 | 0x08 | 0x10;

  /** {@code NUD_*} by their bits. */
  private static final List<String> STATES =
      List.of("INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT");

  /** {@code NTF_*} by their bits; what only a request has is left out. */
  private static final List<String> FLAGS =
      List.of("", "", "", "", "extern_learn", "offload", "sticky", "router");

  /** {@code NEIGH_ARP_TABLE} and {@code NEIGH_ND_TABLE}; DECnet's is not read. */
  private static final int TABLES = 2;

  private static final int MAX_SHIFT = 24;

  /** {@code PNEIGH_HASHMASK} and one. */
  private static final int PROXY_BUCKETS = 16;

  private static final int MAX_KEY = 16;

  /** {@code MAX_ADDR_LEN}. */
  private static final int MAX_HARDWARE_ADDRESS = 32;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final List<Neighbour> neighbours = new ArrayList<>();

  private NeighbourList(KernelImage image) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /**
   * Reads all neighbours; a kernel without networking has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Neighbour> read(KernelImage image) throws IOException {
    NeighbourList list = new NeighbourList(image);
    OptionalLong tables = image.symbols().findData("neigh_tables");
    if (tables.isPresent()) {
      for (int i = 0; i < TABLES; i++) {
        list.readTable(tables.getAsLong() + (long) i * image.memory().pointerSize());
      }
    }
    return new Listing<>(list.neighbours, list.problems.list());
  }

  /**
   * @param pointer address of that to a {@code struct neigh_table}
   */
  private void readTable(long pointer) {
    try {
      long address = image.memory().readPointer(pointer);
      if (address != 0) {
        KernelStruct table = image.struct("neigh_table", address);
        readHash(table);
        readProxies(table);
      }
    } catch (IOException fault) {
      problems.add("a table of neighbours: %s", fault.getMessage());
    }
  }

  private void readHash(KernelStruct table) throws IOException {
    KernelStruct hash = table.target("nht");
    int shift = hash.integer("hash_shift");
    if (shift < 0 || shift > MAX_SHIFT) {
      problems.add("the table of neighbours at 0x%x claims 2^%d buckets", table.address(), shift);
      return;
    }
    // Buckets are lists of both directions since 6.13, commit f7f52738637f.
    boolean linked = hash.has("hash_heads");
    long first = hash.pointer(linked ? "hash_heads" : "hash_buckets");
    long link = image.offset("neighbour", linked ? "hash" : "next");
    for (long i = 0; i < 1L << shift && !problems.areTooMany(); i++) {
      long bucket = first + i * image.memory().pointerSize();
      String what = "a bucket of neighbours";
      if (linked) {
        lists.chain(what, bucket, node -> add(table, image.struct("neighbour", node - link)));
      } else {
        chainByFirst(what, bucket, link, table);
      }
    }
  }

  private void chainByFirst(String what, long bucket, long link, KernelStruct table)
      throws IOException {
    long first = image.memory().readPointer(bucket);
    if (first != 0) {
      add(table, image.struct("neighbour", first));
      lists.chain(what, first + link, link, node -> add(table, image.struct("neighbour", node)));
    }
  }

  private void add(KernelStruct table, KernelStruct neighbour) throws IOException {
    int state = neighbour.integer("nud_state");
    if ((state & NO_ARP) != 0) {
      return;
    }
    KernelStruct device = neighbour.target("dev");
    neighbours.add(
        new Neighbour(
            SocketFamily.of(table.integer("family")),
            namespace(device, "nd_net"),
            device.text("name"),
            key(table, neighbour.addressOf("primary_key")),
            (state & PERMANENT) != 0 ? Neighbour.Origin.PERMANENT : Neighbour.Origin.LEARNED,
            (state & KNOWN) != 0 ? hardwareAddress(device, neighbour) : Optional.empty(),
            named(STATES, state, "NONE"),
            flags(neighbour),
            neighbour.address()));
  }

  /** Without {@code CONFIG_NET_NS} there is one, to which nothing points. */
  private long namespace(KernelStruct of, String member) throws IOException {
    KernelStruct net =
        of.has(member + ".net")
            ? of.target(member + ".net")
            : image.symbolStruct("init_net", "net");
    return net.number("ns.inum");
  }

  private String key(KernelStruct table, long address) throws IOException {
    int length = table.integer("key_len");
    if (length != Integer.BYTES && length != MAX_KEY) {
      throw new IOException("addresses of %d bytes".formatted(length));
    }
    return InternetAddress.text(image.memory().readBytes(address, length));
  }

  /** Of a device that has none, such as a tunnel, there are no letters. */
  private Optional<String> hardwareAddress(KernelStruct device, KernelStruct neighbour)
      throws IOException {
    int length = Math.min(device.integer("addr_len"), MAX_HARDWARE_ADDRESS);
    return Optional.of(
        HexFormat.ofDelimiter(":")
            .formatHex(image.memory().readBytes(neighbour.addressOf("ha"), length)));
  }

  private static String named(List<String> names, int bits, String none) {
    return IntStream.range(0, names.size())
        .filter(bit -> (bits >>> bit & 1) != 0)
        .mapToObj(names::get)
        .findFirst()
        .orElse(none);
  }

  private static List<String> flags(KernelStruct of) throws IOException {
    long bits = of.number("flags");
    return IntStream.range(0, FLAGS.size())
        .filter(bit -> (bits >>> bit & 1) != 0)
        .mapToObj(FLAGS::get)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private void readProxies(KernelStruct table) throws IOException {
    long buckets = table.pointer("phash_buckets");
    long link = image.offset("pneigh_entry", "next");
    for (int i = 0; buckets != 0 && i < PROXY_BUCKETS; i++) {
      long bucket = buckets + (long) i * image.memory().pointerSize();
      long first = image.memory().readPointer(bucket);
      if (first != 0) {
        addProxy(table, image.struct("pneigh_entry", first));
        lists.chain(
            "a bucket of proxies",
            first + link,
            link,
            node -> addProxy(table, image.struct("pneigh_entry", node)));
      }
    }
  }

  private void addProxy(KernelStruct table, KernelStruct proxy) throws IOException {
    Optional<KernelStruct> device = proxy.follow("dev");
    neighbours.add(
        new Neighbour(
            SocketFamily.of(table.integer("family")),
            namespace(proxy, "net"),
            device.isPresent() ? device.get().text("name") : "",
            key(table, proxy.addressOf("key")),
            Neighbour.Origin.PROXY,
            Optional.empty(),
            "NONE",
            flags(proxy),
            proxy.address()));
  }
}
