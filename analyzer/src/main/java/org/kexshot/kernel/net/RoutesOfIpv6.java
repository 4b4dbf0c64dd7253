package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads the IPv6 routes of a network namespace from its tables, each a binary tree by destination,
 * below a node of which may be one by source. What the kernel learned of single destinations, such
 * as redirections, is not read. Cost: some six reads a node, thirty a route. Source: {@code
 * net/ipv6/ip6_fib.c}.
 */
final class RoutesOfIpv6 {
  /** {@code RTN_RTINFO}: the node has routes, and does not only lead to those below it. */
  private static final long HAS_ROUTES = 0x4;

  /** {@code FIB6_TABLE_HASHSZ}, with {@code CONFIG_IPV6_MULTIPLE_TABLES} and without. */
  private static final int MANY_BUCKETS = 256;

  private static final int FEW_BUCKETS = 1;

  /** Bits of both addresses, and a node between. */
  private static final int MAX_DEPTH = 2 * 128 + 2;

  private final KernelImage image;
  private final Problems problems;
  private final LinkedNodes lists;
  private final NextHopReader hops;
  private final Consumer<Route> found;
  private final AddressSet seen = new AddressSet();

  RoutesOfIpv6(KernelImage image, Problems problems, Consumer<Route> found) {
    this.image = image;
    this.problems = problems;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.hops = new NextHopReader(image);
    this.found = found;
  }

  /** Whether the kernel's types have what is needed. */
  static boolean areIn(KernelImage image, KernelStruct net) throws IOException {
    return net.has("ipv6.fib_table_hash") && image.types().findStruct("fib6_info").isPresent();
  }

  /** One namespace's walk. */
  private record Walk(long namespace, String table, long nullEntry) {}

  /** Reads those of a {@code struct net}. */
  void read(KernelStruct net, long namespace) throws IOException {
    long tables = net.pointer("ipv6.fib_table_hash");
    if (tables == 0) {
      return;
    }
    long nullEntry = net.pointer("ipv6.fib6_null_entry");
    int buckets = net.has("ipv6.fib6_local_tbl") ? MANY_BUCKETS : FEW_BUCKETS;
    long link = image.offset("fib6_table", "tb6_hlist");
    for (int i = 0; i < buckets && !problems.areTooMany(); i++) {
      lists.chain(
          "the IPv6 routing tables of network namespace " + namespace,
          tables + (long) i * image.memory().pointerSize(),
          node -> {
            KernelStruct table = image.struct("fib6_table", node - link);
            String name = RouteNames.table(table.number("tb6_id"));
            readNode(table.addressOf("tb6_root"), new Walk(namespace, name, nullEntry), 0);
          });
    }
  }

  private void readNode(long address, Walk walk, int depth) {
    if (address == 0 || problems.areTooMany()) {
      return;
    }
    if (depth > MAX_DEPTH || !seen.add(address)) {
      problems.add("the IPv6 routing table runs in a circle at 0x%x", address);
      return;
    }
    try {
      KernelStruct node = image.struct("fib6_node", address);
      if (node.has("subtree")) {
        readNode(node.pointer("subtree"), walk, depth + 1);
      }
      if ((node.number("fn_flags") & HAS_ROUTES) != 0) {
        readRoutes(node, walk);
      }
      readNode(node.pointer("left"), walk, depth + 1);
      readNode(node.pointer("right"), walk, depth + 1);
    } catch (IOException fault) {
      problems.add("an IPv6 routing table: node at 0x%x: %s", address, fault.getMessage());
    }
  }

  /** Of a route with several next hops each is an entry; those of one metric belong together. */
  private void readRoutes(KernelStruct node, Walk walk) throws IOException {
    Map<Long, Route> siblings = new LinkedHashMap<>();
    lists.chain(
        "the routes of a node of an IPv6 routing table",
        node.addressOf("leaf"),
        image.offset("fib6_info", "fib6_next"),
        entry -> {
          // A table without a route has this one in place of it.
          if (entry == walk.nullEntry()) {
            return;
          }
          KernelStruct info = image.struct("fib6_info", entry);
          Route route = route(info, walk);
          if (info.number("fib6_nsiblings") == 0) {
            found.accept(route);
          } else {
            siblings.merge(route.metric(), route, RoutesOfIpv6::together);
          }
        });
    siblings.values().forEach(found);
  }

  private static Route together(Route first, Route second) {
    List<NextHop> all = new ArrayList<>(first.nextHops());
    all.addAll(second.nextHops());
    return new Route(
        first.family(),
        first.namespace(),
        first.table(),
        first.type(),
        first.destination(),
        first.source(),
        first.trafficClass(),
        first.metric(),
        first.protocol(),
        first.scope(),
        first.preferredSource(),
        first.mtu(),
        all,
        first.address());
  }

  private Route route(KernelStruct info, Walk walk) throws IOException {
    String source = prefix(info, "fib6_src");
    String preferred = prefix(info, "fib6_prefsrc");
    return new Route(
        SocketFamily.INET6,
        walk.namespace(),
        walk.table(),
        RouteNames.type(info.integer("fib6_type")),
        prefix(info, "fib6_dst"),
        source.endsWith("/0") ? "" : source,
        0,
        info.number("fib6_metric"),
        RouteNames.protocol(info.number("fib6_protocol")),
        RouteNames.scope(0),
        preferred.endsWith("/0") ? "" : preferred.substring(0, preferred.indexOf('/')),
        RoutesOfIpv4.mtu(info, "fib6_metrics"),
        hops.of(info, "fib6_nh", 1),
        info.address());
  }

  private String prefix(KernelStruct info, String key) throws IOException {
    KernelStruct prefix = info.embedded(key);
    byte[] address =
        image
            .memory()
            .readBytes(prefix.addressOf("addr"), (int) prefix.member("addr").type().size());
    return InternetAddress.text(address) + "/" + prefix.integer("plen");
  }
}
