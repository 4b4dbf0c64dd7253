package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads the IPv4 routes of a network namespace from its tables, each a compressed trie by
 * destination. While no rule tells them apart, the tables {@code main} and {@code local} share one
 * trie, which is read once. Cost: one read a node, some thirty a route. Source: {@code
 * net/ipv4/fib_trie.c}, {@code net/ipv4/fib_frontend.c}.
 */
final class RoutesOfIpv4 {
  private static final int KEY_BITS = Integer.SIZE;

  /** {@code FIB_TABLE_HASHSZ}, with {@code CONFIG_IP_MULTIPLE_TABLES} and without. */
  private static final int MANY_BUCKETS = 256;

  private static final int FEW_BUCKETS = 2;

  /** A node has at most so many bits of an address, or it would not fit into memory. */
  private static final int MAX_NODE_BITS = 24;

  /** {@code RTAX_MTU}, of metrics that are counted from 1. */
  private static final int MTU = 2;

  private final KernelImage image;
  private final Problems problems;
  private final LinkedNodes lists;
  private final NextHopReader hops;
  private final Consumer<Route> found;
  private final AddressSet seen = new AddressSet();

  RoutesOfIpv4(KernelImage image, Problems problems, Consumer<Route> found) {
    this.image = image;
    this.problems = problems;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.hops = new NextHopReader(image);
    this.found = found;
  }

  /** Whether the kernel's types have what is needed. */
  static boolean areIn(KernelStruct net) {
    return net.has("ipv4.fib_table_hash");
  }

  /** Reads those of a {@code struct net}. */
  void read(KernelStruct net, long namespace) throws IOException {
    long tables = net.pointer("ipv4.fib_table_hash");
    if (tables == 0) {
      return;
    }
    int buckets = net.has("ipv4.rules_ops") ? MANY_BUCKETS : FEW_BUCKETS;
    long link = image.offset("fib_table", "tb_hlist");
    for (int i = 0; i < buckets && !problems.areTooMany(); i++) {
      lists.chain(
          "the IPv4 routing tables of network namespace " + namespace,
          tables + (long) i * image.memory().pointerSize(),
          node -> readTable(image.struct("fib_table", node - link), namespace));
    }
  }

  private void readTable(KernelStruct table, long namespace) throws IOException {
    long trie = table.pointer("tb_data");
    if (seen.add(trie)) {
      // The trie begins with a node above the root, which has one child.
      readNode(image.memory().readPointer(children(trie)), namespace);
    }
  }

  private long children(long node) throws IOException {
    return node + image.offset("key_vector", "tnode");
  }

  private void readNode(long address, long namespace) {
    if (address == 0 || problems.areTooMany()) {
      return;
    }
    if (!seen.add(address)) {
      problems.add("the IPv4 routing table runs in a circle at 0x%x", address);
      return;
    }
    try {
      KernelStruct node = image.struct("key_vector", address);
      int bits = node.integer("bits");
      if (bits == 0) {
        readLeaf(node, namespace);
      } else if (bits > MAX_NODE_BITS) {
        problems.add("the node of an IPv4 routing table at 0x%x claims %d bits", address, bits);
      } else {
        readChildren(children(address), 1 << bits, namespace);
      }
    } catch (IOException fault) {
      problems.add("an IPv4 routing table: node at 0x%x: %s", address, fault.getMessage());
    }
  }

  private void readChildren(long first, int count, long namespace) throws IOException {
    int word = image.memory().pointerSize();
    for (int i = 0; i < count && !problems.areTooMany(); i++) {
      readNode(image.memory().readPointer(first + (long) i * word), namespace);
    }
  }

  private void readLeaf(KernelStruct leaf, long namespace) throws IOException {
    long link = image.offset("fib_alias", "fa_list");
    int key = leaf.integer("key");
    lists.chain(
        "the routes to " + text(key),
        leaf.addressOf("leaf"),
        node -> found.accept(route(image.struct("fib_alias", node - link), key, namespace)));
  }

  private Route route(KernelStruct alias, int key, long namespace) throws IOException {
    Optional<KernelStruct> info = alias.follow("fa_info");
    boolean shared = info.isPresent();
    int type = alias.integer("fa_type");
    // Kept as a differentiated services code point since 5.18, commit 32ccf1107980.
    String trafficClass = alias.has("fa_dscp") ? "fa_dscp" : "fa_tos";
    return new Route(
        SocketFamily.INET,
        namespace,
        RouteNames.table(alias.number("tb_id")),
        RouteNames.type(type),
        text(key) + "/" + (KEY_BITS - alias.integer("fa_slen")),
        "",
        alias.integer(trafficClass),
        shared ? info.get().number("fib_priority") : 0,
        shared ? RouteNames.protocol(info.get().number("fib_protocol")) : "",
        shared ? RouteNames.scope(info.get().number("fib_scope")) : "",
        shared ? preferredSource(info.get()) : "",
        shared ? mtu(info.get(), "fib_metrics") : 0,
        shared ? nextHops(info.get()) : List.of(),
        alias.address());
  }

  /** A route that leads nowhere has an empty next hop all the same. */
  private List<NextHop> nextHops(KernelStruct info) throws IOException {
    return hops.of(info, "fib_nh", info.number("fib_nhs")).stream()
        .filter(hop -> !hop.device().isEmpty() || !hop.gateway().isEmpty())
        .toList();
  }

  private String preferredSource(KernelStruct info) throws IOException {
    byte[] address = image.memory().readBytes(info.addressOf("fib_prefsrc"), Integer.BYTES);
    return NextHopReader.isAny(address) ? "" : InternetAddress.text(address);
  }

  /** The largest packet by a route's metrics; 0 if they do not tell it. */
  static long mtu(KernelStruct route, String metrics) throws IOException {
    Optional<KernelStruct> given = route.follow(metrics);
    return given.isPresent()
        ? route
            .memory()
            .readU32(given.get().addressOf("metrics") + (long) (MTU - 1) * Integer.BYTES)
        : 0;
  }

  private static String text(int key) {
    return InternetAddress.text(HexFormat.of().parseHex("%08x".formatted(key)));
  }
}
