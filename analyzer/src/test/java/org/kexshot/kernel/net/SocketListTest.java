package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** TCP, UDP, raw, packet and UNIX sockets in small tables, all held open by one process. */
class SocketListTest {
  private static final int BUCKETS = 4;

  private final FakeKernel kernel = new FakeKernel();
  private FakeSockets sockets;
  private long established;
  private long listening;
  private long datagrams;
  private long raw;
  private long packets;
  private long unix;

  @BeforeEach
  void layOut() throws IOException {
    sockets = new FakeSockets(kernel);
    kernel
        .define("inet_ehash_bucket", "chain: hlist_head")
        .define("inet_listen_hashbucket", "nulls_head: hlist_head")
        .define(
            "inet_hashinfo",
            "ehash: *inet_ehash_bucket",
            "ehash_mask: unsigned int",
            "lhash2: *inet_listen_hashbucket",
            "lhash2_mask: unsigned int")
        .define("inet_timewait_sock", "__tw_common: sock_common", "tw_substate: unsigned char")
        .define("udp_hslot", "head: hlist_head")
        .define("udp_table", "hash: *udp_hslot", "mask: unsigned int")
        .define("raw_hashinfo", "ht: hlist_head[4]")
        .define("unix_address", "len: int", "name: char[16]")
        .define("unix_sock", "sk: sock", "addr: *unix_address", "peer: *sock")
        .define("netns_packet", "sklist: hlist_head")
        .define("net", "list: list_head", "packet: netns_packet");
    established = buckets();
    listening = buckets();
    datagrams = buckets();
    long tcp = kernel.allocate("inet_hashinfo");
    kernel.symbol("tcp_hashinfo", tcp);
    kernel.set(tcp, "inet_hashinfo", "ehash", established);
    kernel.set(tcp, "inet_hashinfo", "ehash_mask", BUCKETS - 1);
    kernel.set(tcp, "inet_hashinfo", "lhash2", listening);
    kernel.set(tcp, "inet_hashinfo", "lhash2_mask", BUCKETS - 1);
    long udp = kernel.allocate("udp_table");
    kernel.symbol("udp_table", udp);
    kernel.set(udp, "udp_table", "hash", datagrams);
    kernel.set(udp, "udp_table", "mask", BUCKETS - 1);
    raw = kernel.allocate("raw_hashinfo");
    kernel.symbol("raw_v4_hashinfo", raw);
    unix = kernel.allocate(512 * 4);
    kernel.symbol("unix_socket_table", unix);
    long namespaces = kernel.allocate("list_head");
    kernel.symbol("net_namespace_list", namespaces);
    long net = kernel.allocate("net");
    kernel.ring(namespaces, net);
    packets = net + kernel.offset("net", "packet.sklist");
  }

  /** Buckets without sockets, on a page of their own. */
  private long buckets() throws IOException {
    long buckets = kernel.allocateOnOwnPage("raw_hashinfo");
    for (int i = 0; i < BUCKETS; i++) {
      kernel.number(buckets + 4L * i, 2L * i + 1, 4);
    }
    return buckets;
  }

  private long internet(int state, int port, int remotePort) throws IOException {
    long sock = sockets.open("sock", SocketFamily.INET, port);
    kernel.set(sock, "sock", "__sk_common.skc_state", state);
    kernel.set(sock, "sock", "sk_protocol", 6);
    kernel.set(sock, "sock", "__sk_common.skc_num", port);
    kernel.set(sock, "sock", "__sk_common.skc_dport", Short.reverseBytes((short) remotePort));
    kernel.set(sock, "sock", "__sk_common.skc_rcv_saddr", 0x0100_007f);
    kernel.set(sock, "sock", "__sk_common.skc_daddr", 0x0200_007f);
    return sock;
  }

  private void tcp(long table, int bucket, long... socks) throws IOException {
    long link = kernel.offset("sock_common", "skc_nulls_node");
    sockets.chain(table + 4L * bucket, link, 2L * bucket + 1, socks);
  }

  private long linkOf(String kind) throws IOException {
    return kernel.offset("sock_common", kind);
  }

  private long unixSocket(String name, long peer) throws IOException {
    long sock = sockets.open("unix_sock", SocketFamily.UNIX, 900 + name.length());
    kernel.set(sock, "unix_sock", "sk.sk_type", 1);
    kernel.set(sock, "unix_sock", "peer", peer);
    kernel.set(sock, "unix_sock", "sk.__sk_common.skc_state", peer == 0 ? 10 : 1);
    long address = kernel.allocate("unix_address");
    kernel.set(address, "unix_address", "len", 2 + name.length());
    kernel.bytes(address + kernel.offset("unix_address", "name") + 2, name.getBytes());
    kernel.set(sock, "unix_sock", "addr", address);
    return sock;
  }

  private Listing<Socket> read() throws IOException {
    return SocketList.read(kernel.open());
  }

  @Test
  void readsTheSocketsOfEachFamily() throws Exception {
    tcp(established, 1, internet(1, 40000, 80));
    tcp(listening, 2, internet(10, 80, 0));
    sockets.chain(datagrams, linkOf("skc_node"), 0, internet(7, 53, 0));
    sockets.chain(raw + 4, linkOf("skc_node"), 0, internet(7, 1, 0));
    long listener = unixSocket("/run/x", 0);
    sockets.chain(unix + 8, linkOf("skc_node"), 0, listener);
    sockets.chain(unix + 12, linkOf("skc_node"), 0, unixSocket("\0hidden", listener));
    long packet = sockets.open("sock", SocketFamily.PACKET, 17);
    kernel.set(packet, "sock", "sk_type", 3);
    sockets.chain(packets, linkOf("skc_node"), 0, packet);
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(
            Socket::family,
            Socket::protocol,
            Socket::state,
            socket -> socket.local().toString(),
            socket -> socket.remote().toString())
        .containsExactly(
            tuple(SocketFamily.INET, "tcp", "ESTABLISHED", "127.0.0.1:40000", "127.0.0.2:80"),
            tuple(SocketFamily.INET, "tcp", "LISTEN", "127.0.0.1:80", "*"),
            tuple(SocketFamily.INET, "udp", "UNCONNECTED", "127.0.0.1:53", "*"),
            tuple(SocketFamily.INET, "raw", "UNCONNECTED", "127.0.0.1:1", "*"),
            tuple(SocketFamily.UNIX, "stream", "LISTEN", "/run/x", "*"),
            tuple(SocketFamily.UNIX, "stream", "CONNECTED", "@hidden", "/run/x"),
            tuple(SocketFamily.PACKET, "raw", "UNCONNECTED", "*", "*"));
    assertThat(read().items())
        .allSatisfy(
            socket ->
                assertThat(socket.owners())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.comm()).isEqualTo("nc")));
  }

  private long held(String struct, SocketFamily family, int inode, String protocol)
      throws IOException {
    long sock = sockets.open(struct, family, inode);
    long proto = kernel.allocate("proto");
    kernel.text(proto, "proto", "name", protocol);
    kernel.set(sock, "sock", "__sk_common.skc_prot", proto);
    return sock;
  }

  /**
   * Sockets of the kernel's cryptography, of virtual machines and of MPTCP are in no such table.
   */
  @Fault("AF_ALG and AF_VSOCK sockets are missing")
  @Test
  void socketsThatOnlyProcessesKnowAreReadToo() throws Exception {
    kernel
        .define("af_alg_type", "ops: *char", "name: char[14]")
        .define("alg_sock", "sk: sock", "type: *af_alg_type")
        .define("sockaddr_vm", "svm_port: unsigned int", "svm_cid: unsigned int")
        .define("vsock_sock", "sk: sock", "local_addr: sockaddr_vm", "remote_addr: sockaddr_vm");
    long bound = held("alg_sock", SocketFamily.ALG, 1, "ALG");
    long cipher = kernel.allocate("af_alg_type");
    kernel.text(cipher, "af_alg_type", "name", "skcipher");
    kernel.set(bound, "alg_sock", "type", cipher);
    held("alg_sock", SocketFamily.ALG, 2, "ALG");
    long machine = held("vsock_sock", SocketFamily.VSOCK, 3, "AF_VSOCK");
    kernel.set(machine, "sock", "sk_type", 1);
    kernel.set(machine, "sock", "__sk_common.skc_state", 10);
    kernel.set(machine, "vsock_sock", "local_addr.svm_cid", 0xffff_ffffL);
    kernel.set(machine, "vsock_sock", "local_addr.svm_port", 3_000_000_000L);
    kernel.set(machine, "vsock_sock", "remote_addr.svm_cid", 0xffff_ffffL);
    kernel.set(machine, "vsock_sock", "remote_addr.svm_port", 0xffff_ffffL);
    long mptcp = held("sock", SocketFamily.INET, 4, "MPTCP");
    kernel.set(mptcp, "sock", "sk_protocol", 262);
    kernel.set(mptcp, "sock", "__sk_common.skc_state", 10);
    kernel.set(mptcp, "sock", "__sk_common.skc_num", 8080);
    long unbound = held("sock", SocketFamily.INET, 5, "TCP");
    kernel.set(unbound, "sock", "sk_protocol", 6);
    long other = held("sock", SocketFamily.OTHER, 6, "RXRPC");
    kernel.set(other, "sock", "__sk_common.skc_family", 33);
    assertThat(read().problems()).isEmpty();
    assertThat(read().items())
        .extracting(
            Socket::shownProtocol,
            Socket::state,
            socket -> socket.local().toString(),
            socket -> socket.remote().toString(),
            Socket::inode)
        .containsExactly(
            tuple("alg skcipher", "UNCONNECTED", "*", "*", 1L),
            tuple("alg unbound", "UNCONNECTED", "*", "*", 2L),
            tuple("vsock stream", "LISTEN", "*:3000000000", "*", 3L),
            tuple("mptcp", "LISTEN", "0.0.0.0:8080", "*", 4L),
            tuple("other rxrpc", "UNCONNECTED", "*", "*", 6L));
  }

  /** Their types may be of a module that the image does not have. */
  @Test
  void aSocketOfAnUnknownTypeIsThereWithoutItsParts() throws Exception {
    kernel.define("vsock_socket", "sk: sock");
    held("vsock_socket", SocketFamily.VSOCK, 3, "AF_VSOCK");
    assertThat(read().items()).extracting(Socket::inode).containsExactly(3L);
    assertThat(read().problems()).singleElement().asString().contains("no type vsock_sock");
  }

  @Test
  void bucketsThatAreNotInTheImageHideNoOtherTable() throws Exception {
    tcp(established, 1, internet(1, 40000, 80));
    tcp(listening, 2, internet(10, 80, 0));
    kernel.exclude(established);
    Listing<Socket> found = read();
    assertThat(found.items()).extracting(Socket::state).containsExactly("LISTEN");
    assertThat(found.problems())
        .singleElement()
        .asString()
        .contains("established TCP sockets")
        .contains(Long.toHexString(established));
  }

  @Test
  void aSocketThatIsNotInTheImageEndsItsBucketOnly() throws Exception {
    long gone = internet(1, 1, 80);
    tcp(established, 0, internet(1, 2, 80), gone);
    tcp(established, 1, internet(1, 3, 80));
    kernel.exclude(gone);
    Listing<Socket> found = read();
    assertThat(found.items()).extracting(socket -> socket.local().port()).containsExactly(2L, 3L);
    assertThat(found.problems()).anyMatch(problem -> problem.contains("breaks off"));
  }

  @Test
  void aTableThatClaimsTooManyBucketsIsDamaged() throws Exception {
    tcp(listening, 2, internet(10, 80, 0));
    long wide = kernel.allocate("udp_table");
    kernel.set(wide, "udp_table", "mask", 0xffff_fffeL);
    kernel.symbol("udplite_table", wide);
    assertThat(read().items()).hasSize(1);
    assertThat(read().problems()).singleElement().asString().contains("buckets");
  }

  @Test
  void aBucketThatRunsInACircleEnds() throws Exception {
    long one = internet(7, 53, 0);
    sockets.chain(datagrams, linkOf("skc_node"), one + linkOf("skc_node"), one);
    Listing<Socket> found = read();
    assertThat(found.items()).hasSize(1);
    assertThat(found.problems()).singleElement().asString().contains("circle");
  }

  @Test
  void aKernelWithoutNetworkingHasNone() throws Exception {
    FakeKernel bare = new FakeKernel();
    assertThat(SocketList.read(bare.open()).items()).isEmpty();
  }
}
