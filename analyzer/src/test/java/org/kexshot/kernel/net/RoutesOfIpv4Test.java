package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** One trie that the tables main and local share: a node with two leaves below its root. */
class RoutesOfIpv4Test {
  private static final int MAIN = 254;
  private static final int LOCAL = 255;

  private final FakeKernel kernel = new FakeKernel();
  private FakeNetwork network;
  private long eth;
  private long defaults;
  private long node;
  private long leafOfAny;
  private long leafOfHost;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("hlist_node", "next: *char", "pprev: *char")
        .define("hlist_head", "first: *char")
        .define("netns_ipv4", "rules_ops: *char", "fib_table_hash: *hlist_head");
    network = new FakeNetwork(kernel, "ipv4: netns_ipv4");
    kernel
        .define("fib_table", "tb_hlist: hlist_node", "tb_id: unsigned int", "tb_data: *char")
        // Of the union of a leaf's list and a node's children the first word.
        .define(
            "key_vector",
            "key: unsigned int",
            "pos: unsigned char",
            "bits: unsigned char",
            "leaf: hlist_head",
            "tnode: unsigned int[3]")
        .define("in_gateway", "ipv4: unsigned char[4]", "ipv6: unsigned char[16]")
        .define(
            "fib_nh_common",
            "nhc_dev: *net_device",
            "nhc_gw_family: unsigned char",
            "nhc_flags: unsigned char",
            "nhc_gw: in_gateway",
            "nhc_weight: int")
        .define("fib_nh", "nh_common: fib_nh_common")
        .define("nh_info", "reject_nh: unsigned char", "fib_nhc: fib_nh_common")
        .define("dst_metrics", "metrics: unsigned int[17]")
        .define("nexthop", "is_group: unsigned char", "nh_info: *nh_info")
        .define(
            "fib_info",
            "fib_protocol: unsigned char",
            "fib_scope: unsigned char",
            "fib_prefsrc: unsigned char[4]",
            "fib_priority: unsigned int",
            "fib_metrics: *dst_metrics",
            "fib_nhs: int",
            "nh: *nexthop",
            "fib_nh: fib_nh[2]")
        .define(
            "fib_alias",
            "fa_list: hlist_node",
            "fa_info: *fib_info",
            "fa_dscp: unsigned char",
            "fa_type: unsigned char",
            "fa_slen: unsigned char",
            "tb_id: unsigned int");
    eth = network.device("eth0");
    leafOfAny = leaf(0);
    leafOfHost = leaf(0x0a00020f);
    node = kernel.allocateOnOwnPage("key_vector");
    kernel.set(node, "key_vector", "bits", 1);
    children(node, leafOfAny, leafOfHost);
    long trie = kernel.allocate("key_vector");
    children(trie, node);
    long buckets = kernel.allocate(4 * 256);
    kernel.set(network.net(), "net", "ipv4.fib_table_hash", buckets);
    kernel.number(buckets + 4L * MAIN, table(MAIN, trie), 4);
    kernel.number(buckets + 4L * LOCAL, table(LOCAL, trie), 4);
    defaults = info(3, 0, 100);
    hop(defaults, 0, "10.0.2.2", 1);
    routes(leafOfAny, alias(defaults, 1, 32, MAIN));
    long own = info(2, 254, 0);
    kernel.bytes(own + kernel.offset("fib_info", "fib_prefsrc"), new byte[] {10, 0, 2, 15});
    hop(own, 0, "", 1);
    routes(leafOfHost, alias(own, 2, 0, LOCAL));
  }

  private long table(int number, long trie) throws IOException {
    long table = kernel.allocate("fib_table");
    kernel.set(table, "fib_table", "tb_id", number);
    kernel.set(table, "fib_table", "tb_data", trie);
    return table;
  }

  private long leaf(int key) throws IOException {
    long leaf = kernel.allocateOnOwnPage("key_vector");
    kernel.set(leaf, "key_vector", "key", key);
    return leaf;
  }

  private void children(long of, long... children) throws IOException {
    for (int i = 0; i < children.length; i++) {
      kernel.number(of + kernel.offset("key_vector", "tnode") + 4L * i, children[i], 4);
    }
  }

  private long info(int protocol, int scope, int priority) throws IOException {
    long info = kernel.allocateOnOwnPage("fib_info");
    kernel.set(info, "fib_info", "fib_protocol", protocol);
    kernel.set(info, "fib_info", "fib_scope", scope);
    kernel.set(info, "fib_info", "fib_priority", priority);
    return info;
  }

  /** Gives a route one more next hop. */
  private void hop(long info, int index, String gateway, int weight) throws IOException {
    kernel.set(info, "fib_info", "fib_nhs", index + 1);
    long size = kernel.offset("fib_nh_common", "nhc_weight") + 4;
    fill(info + kernel.offset("fib_info", "fib_nh") + index * size, gateway, weight);
  }

  private void fill(long common, String gateway, int weight) throws IOException {
    kernel.set(common, "fib_nh_common", "nhc_dev", eth);
    kernel.set(common, "fib_nh_common", "nhc_weight", weight);
    if (!gateway.isEmpty()) {
      kernel.set(common, "fib_nh_common", "nhc_gw_family", 2);
      String[] parts = gateway.split("\\.");
      for (int i = 0; i < 4; i++) {
        kernel.number(
            common + kernel.offset("fib_nh_common", "nhc_gw") + i, Long.parseLong(parts[i]), 1);
      }
    }
  }

  private long alias(long info, int type, int suffix, int table) throws IOException {
    long alias = kernel.allocate("fib_alias");
    kernel.set(alias, "fib_alias", "fa_info", info);
    kernel.set(alias, "fib_alias", "fa_type", type);
    kernel.set(alias, "fib_alias", "fa_slen", suffix);
    kernel.set(alias, "fib_alias", "tb_id", table);
    return alias;
  }

  private void routes(long leaf, long... aliases) throws IOException {
    long from = leaf + kernel.offset("key_vector", "leaf");
    for (long alias : aliases) {
      kernel.number(from, alias, 4);
      from = alias;
    }
  }

  private Listing<Route> read() throws IOException {
    return RouteList.read(kernel.open());
  }

  private Route first() throws IOException {
    return read().items().get(0);
  }

  @Test
  void readsTheRoutesOfATrieThatTablesShareOnce() throws Exception {
    Listing<Route> routes = read();
    assertThat(routes.problems()).isEmpty();
    assertThat(routes.items())
        .extracting(Route::title)
        .containsExactly(
            "default via 10.0.2.2 dev eth0", "local 10.0.2.15/32 dev eth0 table local");
    Route any = routes.items().get(0);
    assertThat(any.destination()).isEqualTo("0.0.0.0/0");
    assertThat(any.metric()).isEqualTo(100);
    assertThat(any.protocol()).isEqualTo("boot");
    assertThat(any.scope()).isEqualTo("global");
    assertThat(any.namespace()).isEqualTo(FakeNetwork.NAMESPACE);
    assertThat(any.devices()).containsExactly("eth0");
    Route own = routes.items().get(1);
    assertThat(own.preferredSource()).isEqualTo("10.0.2.15");
    assertThat(own.scope()).isEqualTo("host");
    assertThat(own.protocol()).isEqualTo("kernel");
  }

  @Test
  void aRouteMayHaveSeveralNextHopsAndAnMtu() throws Exception {
    hop(defaults, 1, "10.0.2.3", 5);
    kernel.set(
        defaults + kernel.offset("fib_info", "fib_nh"), "fib_nh", "nh_common.nhc_flags", 0x11);
    long metrics = kernel.allocate("dst_metrics");
    kernel.number(metrics + 4, 1400, 4);
    kernel.set(defaults, "fib_info", "fib_metrics", metrics);
    assertThat(first().shownNextHops())
        .isEqualTo("via 10.0.2.2 dev eth0 dead linkdown, via 10.0.2.3 dev eth0 weight 5");
    assertThat(first().mtu()).isEqualTo(1400);
  }

  @Test
  void aNextHopMayBeSharedByRoutes() throws Exception {
    long info = kernel.allocate("nh_info");
    fill(info + kernel.offset("nh_info", "fib_nhc"), "10.0.2.9", 1);
    long shared = kernel.allocate("nexthop");
    kernel.set(shared, "nexthop", "nh_info", info);
    kernel.set(defaults, "fib_info", "nh", shared);
    assertThat(first().shownNextHops()).isEqualTo("via 10.0.2.9 dev eth0");
    kernel.set(info, "nh_info", "reject_nh", 1);
    assertThat(first().nextHops()).isEmpty();
  }

  @Test
  void aRouteMayLeadNowhere() throws Exception {
    long nowhere = info(4, 0, 0);
    kernel.set(nowhere, "fib_info", "fib_nhs", 1);
    routes(leafOfAny, alias(nowhere, 6, 32, 100));
    assertThat(first().title()).isEqualTo("blackhole default table 100");
    assertThat(first().nextHops()).isEmpty();
  }

  @Test
  void aRouteOfMoreNextHopsThanThereCanBeIsAFault() throws Exception {
    kernel.set(defaults, "fib_info", "fib_nhs", 1 << 20);
    Listing<Route> routes = read();
    assertThat(routes.items()).hasSize(1);
    assertThat(routes.problems()).singleElement().asString().contains("claims 1048576 next hops");
    assertThat(routes.whole()).isFalse();
  }

  @Test
  void aNodeThatIsNotInTheImageCostsWhatIsBelowIt() throws Exception {
    kernel.exclude(leafOfHost);
    Listing<Route> routes = read();
    assertThat(routes.items()).hasSize(1);
    assertThat(routes.problems())
        .singleElement()
        .asString()
        .startsWith("an IPv4 routing table: node at 0x%x".formatted(leafOfHost));
  }

  @Test
  void aTrieThatBitesItsTailEnds() throws Exception {
    children(node, node, leafOfHost);
    Listing<Route> routes = read();
    assertThat(routes.items()).hasSize(1);
    assertThat(routes.problems()).singleElement().asString().contains("runs in a circle");
  }

  @Test
  void aNodeOfMoreBitsThanAnAddressHasIsNone() throws Exception {
    kernel.set(node, "key_vector", "bits", 200);
    assertThat(read().problems()).singleElement().asString().contains("claims 200 bits");
  }

  @Test
  void aKernelWithoutNetworkingHasNone() throws Exception {
    Listing<Route> routes =
        RouteList.read(new FakeKernel().define("list_head", "next: *list_head").open());
    assertThat(routes.items()).isEmpty();
    assertThat(routes.problems()).isEqualTo(List.of());
  }
}
