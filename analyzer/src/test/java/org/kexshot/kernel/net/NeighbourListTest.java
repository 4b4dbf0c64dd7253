package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.net.Neighbour.Origin;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;

class NeighbourListTest {
  private static final int REACHABLE = 2;
  private static final int FAILED = 0x20;
  private static final int NO_ARP = 0x40;
  private static final int PERMANENT = 0x80;

  private final FakeKernel kernel = new FakeKernel();
  private long table;
  private long eth;
  private long buckets;
  private String link;

  /** Lays out the table of ARP with two buckets. */
  private void layOut(boolean linked) throws IOException {
    kernel.define("hlist_head", "first: *char").define("hlist_node", "next: *char", "pprev: *char");
    FakeNetwork network = new FakeNetwork(kernel);
    kernel
        .define(
            "pneigh_entry",
            "next: *char",
            "net: possible_net_t",
            "dev: *net_device",
            "flags: unsigned int",
            "key: unsigned char[4]")
        .define(
            "neighbour",
            linked ? "hash: hlist_node" : "next: *char",
            "nud_state: unsigned char",
            "flags: unsigned int",
            "ha: unsigned char[32]",
            "dev: *net_device",
            "primary_key: unsigned char[4]")
        .define(
            "neigh_hash_table",
            linked ? "hash_heads: *hlist_head" : "hash_buckets: *char",
            "hash_shift: unsigned int")
        .define(
            "neigh_table",
            "family: int",
            "key_len: unsigned int",
            "nht: *neigh_hash_table",
            "phash_buckets: *char");
    link = linked ? "hash" : "next";
    eth = network.device("eth0");
    table = kernel.allocate("neigh_table");
    kernel.set(table, "neigh_table", "family", 2);
    kernel.set(table, "neigh_table", "key_len", 4);
    long hash = kernel.allocate("neigh_hash_table");
    kernel.set(hash, "neigh_hash_table", "hash_shift", 1);
    kernel.set(table, "neigh_table", "nht", hash);
    buckets = kernel.allocate(8);
    kernel.set(hash, "neigh_hash_table", linked ? "hash_heads" : "hash_buckets", buckets);
    long tables = kernel.allocate(8);
    kernel.number(tables, table, 4);
    kernel.symbol("neigh_tables", tables);
  }

  private long neighbour(int last, int state) throws IOException {
    long neighbour = kernel.allocateOnOwnPage("neighbour");
    kernel.set(neighbour, "neighbour", "nud_state", state);
    kernel.set(neighbour, "neighbour", "dev", eth);
    kernel.bytes(
        neighbour + kernel.offset("neighbour", "primary_key"), new byte[] {10, 0, 2, (byte) last});
    kernel.bytes(
        neighbour + kernel.offset("neighbour", "ha"), new byte[] {2, 0, 0, 0, 0, (byte) last});
    return neighbour;
  }

  private void chain(int bucket, long... neighbours) throws IOException {
    long from = buckets + 4L * bucket;
    for (long neighbour : neighbours) {
      kernel.number(from, neighbour, 4);
      from = neighbour + kernel.offset("neighbour", link);
    }
  }

  private Listing<Neighbour> read() throws IOException {
    return NeighbourList.read(kernel.open());
  }

  private void readsAllBuckets() throws IOException {
    long second = neighbour(3, PERMANENT);
    kernel.set(second, "neighbour", "flags", 0x80);
    chain(0, neighbour(2, REACHABLE), second);
    chain(1, neighbour(4, FAILED), neighbour(5, NO_ARP));
    Listing<Neighbour> neighbours = read();
    assertThat(neighbours.problems()).isEmpty();
    assertThat(neighbours.items())
        .extracting(Neighbour::title)
        .containsExactly(
            "learned 10.0.2.2 dev eth0 lladdr 02:00:00:00:00:02",
            "permanent 10.0.2.3 dev eth0 lladdr 02:00:00:00:00:03",
            "learned 10.0.2.4 dev eth0");
    assertThat(neighbours.items())
        .extracting(Neighbour::state)
        .containsExactly("REACHABLE", "PERMANENT", "FAILED");
    assertThat(neighbours.items().get(1).flags()).containsExactly("router");
    assertThat(neighbours.items().get(0).namespace()).isEqualTo(FakeNetwork.NAMESPACE);
  }

  @Test
  void readsATableOfPointers() throws Exception {
    layOut(false);
    readsAllBuckets();
  }

  @Test
  void readsATableOfLists() throws Exception {
    layOut(true);
    readsAllBuckets();
  }

  @Test
  void readsWhomThisMachineAnswersFor() throws Exception {
    layOut(true);
    long proxies = kernel.allocate(4 * 16);
    kernel.set(table, "neigh_table", "phash_buckets", proxies);
    long first = kernel.allocate("pneigh_entry");
    long second = kernel.allocate("pneigh_entry");
    for (long proxy : new long[] {first, second}) {
      kernel.set(proxy, "pneigh_entry", "net.net", net());
      kernel.bytes(proxy + kernel.offset("pneigh_entry", "key"), new byte[] {10, 0, 9, 1});
    }
    kernel.set(second, "pneigh_entry", "dev", eth);
    kernel.set(first, "pneigh_entry", "next", second);
    kernel.number(proxies + 4 * 15, first, 4);
    assertThat(read().items())
        .extracting(Neighbour::title)
        .containsExactly("proxy 10.0.9.1", "proxy 10.0.9.1 dev eth0");
  }

  private long net() throws IOException {
    return kernel.open().struct("net_device", eth).pointer("nd_net.net");
  }

  @Test
  void aTableOfMoreBucketsThanMemoryHoldsIsAProblem() throws Exception {
    layOut(true);
    long hash = kernel.open().struct("neigh_table", table).pointer("nht");
    kernel.set(hash, "neigh_hash_table", "hash_shift", 40);
    assertThat(read().problems()).singleElement().asString().contains("claims 2^40 buckets");
  }

  @Test
  void aNeighbourThatIsNotInTheImageIsMissed() throws Exception {
    layOut(true);
    long lost = neighbour(2, REACHABLE);
    chain(0, lost);
    chain(1, neighbour(3, REACHABLE));
    kernel.exclude(lost);
    Listing<Neighbour> neighbours = read();
    assertThat(neighbours.items()).hasSize(1);
    assertThat(neighbours.whole()).isFalse();
  }

  @Test
  void aKernelWithoutNetworkingHasNone() throws Exception {
    assertThat(NeighbourList.read(new FakeKernel().open()).items()).isEmpty();
  }

  private static ObjectDifference<Neighbour> between(Neighbour before, Neighbour after) {
    return new ObjectComparison<>(NeighbourList.KIND, true)
        .between(
            new Listing<>(List.of(before), List.of()), new Listing<>(List.of(after), List.of()));
  }

  private static Neighbour of(Origin origin, String hardware, String state) {
    return new Neighbour(
        SocketFamily.INET,
        1,
        "eth0",
        "10.0.2.2",
        origin,
        Optional.of(hardware).filter(known -> !known.isEmpty()),
        state,
        List.of(),
        0);
  }

  @Test
  void anotherHardwareAddressIsAChangeAndAnotherStateIsNone() {
    Neighbour before = of(Origin.LEARNED, "02:00:00:00:00:01", "REACHABLE");
    ObjectDifference<Neighbour> spoofed =
        between(before, of(Origin.LEARNED, "02:00:00:00:00:66", "REACHABLE"));
    assertThat(spoofed.changed().get(0).attributes())
        .extracting(Attribute::name)
        .containsExactly("hardwareAddress");
    assertThat(between(before, of(Origin.LEARNED, "02:00:00:00:00:01", "STALE")).changed())
        .isEmpty();
    assertThat(between(before, of(Origin.LEARNED, "", "FAILED")).changed()).isEmpty();
    assertThat(between(before, of(Origin.PERMANENT, "02:00:00:00:00:01", "PERMANENT")).changed())
        .hasSize(1);
  }
}
