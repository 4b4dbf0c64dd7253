package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** The table main: at its root the entry that stands for no route, and a route below it. */
class RoutesOfIpv6Test {
  private static final int MAIN = 254;
  private static final int HAS_ROUTES = 4;

  private final FakeKernel kernel = new FakeKernel();
  private long eth;
  private long root;
  private long below;
  private long route;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("hlist_node", "next: *char", "pprev: *char")
        .define("hlist_head", "first: *char")
        .define("in6_addr", "bytes: unsigned char[16]")
        .define("rt6key", "addr: in6_addr", "plen: int")
        .define(
            "netns_ipv6",
            "fib_table_hash: *hlist_head",
            "fib6_local_tbl: *char",
            "fib6_null_entry: *char");
    FakeNetwork network = new FakeNetwork(kernel, "ipv6: netns_ipv6");
    kernel
        .define(
            "fib6_node",
            "left: *char",
            "right: *char",
            "subtree: *char",
            "leaf: *char",
            "fn_flags: unsigned short")
        .define(
            "fib6_table", "tb6_hlist: hlist_node", "tb6_id: unsigned int", "tb6_root: fib6_node")
        .define("dst_metrics", "metrics: unsigned int[17]")
        // As it was before 5.2.
        .define(
            "fib6_nh",
            "nh_gw: in6_addr",
            "nh_dev: *net_device",
            "nh_flags: unsigned int",
            "nh_weight: int")
        .define(
            "fib6_info",
            "fib6_next: *char",
            "fib6_nsiblings: unsigned int",
            "fib6_metrics: *dst_metrics",
            "fib6_dst: rt6key",
            "fib6_src: rt6key",
            "fib6_prefsrc: rt6key",
            "fib6_metric: unsigned int",
            "fib6_protocol: unsigned char",
            "fib6_type: unsigned char",
            "fib6_nh: fib6_nh");
    eth = network.device("eth0");
    long none = kernel.allocateOnOwnPage("fib6_info");
    kernel.set(network.net(), "net", "ipv6.fib6_null_entry", none);
    below = kernel.allocateOnOwnPage("fib6_node");
    route = route(1024, 2);
    node(below, route);
    long table = kernel.allocate("fib6_table");
    kernel.set(table, "fib6_table", "tb6_id", MAIN);
    root = table + kernel.offset("fib6_table", "tb6_root");
    node(root, none);
    kernel.set(root, "fib6_node", "right", below);
    long buckets = kernel.allocate(4 * 256);
    kernel.number(buckets + 4L * MAIN, table, 4);
    kernel.set(network.net(), "net", "ipv6.fib_table_hash", buckets);
  }

  private void node(long node, long leaf) throws IOException {
    kernel.set(node, "fib6_node", "leaf", leaf);
    kernel.set(node, "fib6_node", "fn_flags", HAS_ROUTES);
  }

  /** A route to 2001:db8::/32. */
  private long route(int metric, int gateway) throws IOException {
    long info = kernel.allocateOnOwnPage("fib6_info");
    kernel.bytes(
        info + kernel.offset("fib6_info", "fib6_dst"), new byte[] {0x20, 0x01, 0x0d, (byte) 0xb8});
    kernel.set(info, "fib6_info", "fib6_dst.plen", 32);
    kernel.set(info, "fib6_info", "fib6_metric", metric);
    kernel.set(info, "fib6_info", "fib6_protocol", 9);
    kernel.set(info, "fib6_info", "fib6_type", 1);
    kernel.set(info, "fib6_info", "fib6_nh.nh_dev", eth);
    kernel.set(info, "fib6_info", "fib6_nh.nh_weight", 1);
    long address = info + kernel.offset("fib6_info", "fib6_nh");
    if (gateway != 0) {
      kernel.bytes(address, new byte[] {(byte) 0xfe, (byte) 0x80});
      kernel.number(address + 15, gateway, 1);
    }
    return info;
  }

  private Listing<Route> read() throws IOException {
    return RouteList.read(kernel.open());
  }

  @Test
  void readsRoutesAndLeavesOutTheEntryThatStandsForNone() throws Exception {
    Listing<Route> routes = read();
    assertThat(routes.problems()).isEmpty();
    assertThat(routes.items())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.title()).isEqualTo("2001:db8::/32 via fe80::2 dev eth0");
              assertThat(found.family()).isEqualTo(SocketFamily.INET6);
              assertThat(found.metric()).isEqualTo(1024);
              assertThat(found.protocol()).isEqualTo("ra");
              assertThat(found.source()).isEmpty();
              assertThat(found.preferredSource()).isEmpty();
            });
  }

  @Test
  void entriesOfOneRouteAreItsNextHops() throws Exception {
    long second = route(1024, 3);
    long other = route(2048, 0);
    kernel.set(route, "fib6_info", "fib6_next", second);
    kernel.set(second, "fib6_info", "fib6_next", other);
    kernel.set(route, "fib6_info", "fib6_nsiblings", 1);
    kernel.set(second, "fib6_info", "fib6_nsiblings", 1);
    assertThat(read().items())
        .extracting(Route::shownNextHops)
        .containsExactly("dev eth0", "via fe80::2 dev eth0, via fe80::3 dev eth0");
  }

  @Test
  void aNodeWithoutRoutesOnlyLeadsOn() throws Exception {
    kernel.set(below, "fib6_node", "fn_flags", 0);
    assertThat(read().items()).isEmpty();
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void routesForSomeSendersStandInATreeOfTheirOwn() throws Exception {
    long subtree = kernel.allocateOnOwnPage("fib6_node");
    long some = route(1, 0);
    kernel.set(some, "fib6_info", "fib6_src.plen", 64);
    kernel.set(some, "fib6_info", "fib6_prefsrc.plen", 128);
    node(subtree, some);
    kernel.set(below, "fib6_node", "subtree", subtree);
    assertThat(read().items().get(0).source()).isEqualTo("::/64");
    assertThat(read().items().get(0).preferredSource()).isEqualTo("::");
    assertThat(read().items()).hasSize(2);
  }

  @Test
  void aTreeThatBitesItsTailEnds() throws Exception {
    kernel.set(below, "fib6_node", "left", root);
    Listing<Route> routes = read();
    assertThat(routes.items()).hasSize(1);
    assertThat(routes.problems()).singleElement().asString().contains("runs in a circle");
  }

  @Test
  void aNodeThatIsNotInTheImageIsMissed() throws Exception {
    kernel.exclude(below);
    Listing<Route> routes = read();
    assertThat(routes.items()).isEmpty();
    assertThat(routes.whole()).isFalse();
  }
}
