package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;

/** A table of two buckets for each of two protocols. */
class NetlinkSocketsTest {
  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private FakeSockets sockets;
  private long tables;
  private long route;
  private long generic;

  @BeforeEach
  void layOut() throws IOException {
    sockets = new FakeSockets(kernel);
    kernel
        .define("netlink_sock", "sk: sock", "portid: unsigned int", "node: hlist_node")
        .define(
            "bucket_table", "size: unsigned int", "nest: unsigned int", "buckets: hlist_head[2]")
        .define("rhashtable", "tbl: *bucket_table")
        .define("netlink_table", "hash: rhashtable");
    tables = kernel.allocate(32 * 4);
    long pointer = kernel.allocate(4);
    kernel.number(pointer, tables, 4);
    kernel.symbol("nl_table", pointer);
    route = table(0);
    generic = table(16);
  }

  private long table(int protocol) throws IOException {
    long table = kernel.allocateOnOwnPage("bucket_table");
    kernel.set(table, "bucket_table", "size", 2);
    kernel.number(tables + 4L * protocol, table, 4);
    for (int i = 0; i < 2; i++) {
      chain(table, i);
    }
    return table;
  }

  /** A chain ends in its own bucket's number, odd. */
  private void chain(long table, int bucket, long... socks) throws IOException {
    sockets.chain(
        table + kernel.offset("bucket_table", "buckets") + 4L * bucket,
        kernel.offset("netlink_sock", "node"),
        2L * bucket + 1,
        socks);
  }

  private long socket(long port) throws IOException {
    long sock = sockets.open("netlink_sock", SocketFamily.NETLINK, (int) (100 + port));
    kernel.set(sock, "netlink_sock", "portid", port);
    return sock;
  }

  private List<Socket> read() throws IOException {
    KernelImage image = kernel.open();
    List<Socket> found = new ArrayList<>();
    SockReader reader = new SockReader(image, new SocketOwners(image, problems));
    new NetlinkSockets(image, reader, problems, found::add).read();
    return found;
  }

  @Test
  void readsTheSocketsOfEachProtocol() throws Exception {
    chain(route, 0, socket(5), socket(6));
    chain(generic, 1, socket(7));
    assertThat(read())
        .extracting(Socket::protocol, socket -> socket.local().port(), Socket::inode, Socket::uid)
        .containsExactly(
            tuple("route", 5L, 105L, 1000L),
            tuple("route", 6L, 106L, 1000L),
            tuple("generic", 7L, 107L, 1000L));
    assertThat(read().get(2).owners()).containsExactly(new SocketOwner(7, 2, "nc"));
    assertThat(problems.list()).isEmpty();
  }

  /** The kernel gives such ids where a process opens a second socket. */
  @Test
  void anIdAboveTwoToThe31IsNotNegative() throws Exception {
    chain(route, 0, socket(0xffff_f05fL));
    assertThat(read()).extracting(socket -> socket.local().port()).containsExactly(4_294_963_295L);
  }

  @Test
  void aSocketThatIsNotInTheImageEndsItsBucketOnly() throws Exception {
    long gone = socket(6);
    chain(route, 0, socket(5), gone);
    chain(route, 1, socket(8));
    kernel.exclude(gone);
    assertThat(read()).extracting(socket -> socket.local().port()).containsExactly(5L, 8L);
    assertThat(problems.list())
        .anyMatch(problem -> problem.startsWith("a bucket of netlink sockets breaks off after 2"));
  }

  @Test
  void aTableThatIsNotInTheImageHidesNoOtherProtocol() throws Exception {
    chain(generic, 0, socket(7));
    kernel.exclude(route);
    assertThat(read()).extracting(Socket::protocol).containsExactly("generic");
    assertThat(problems.list())
        .singleElement()
        .asString()
        .startsWith("netlink sockets of route: ")
        .contains(Long.toHexString(route));
  }

  @Test
  void aTableThatClaimsTooMuchIsDamaged() throws Exception {
    chain(generic, 0, socket(7));
    kernel.set(route, "bucket_table", "size", 0x7fff_ffff);
    assertThat(read()).hasSize(1);
    assertThat(problems.list()).singleElement().asString().contains("of 2147483647 buckets");
  }

  @Test
  void aBucketThatRunsInACircleEnds() throws Exception {
    long one = socket(5);
    chain(route, 0, one, one);
    kernel.number(
        one + kernel.offset("netlink_sock", "node"),
        one + kernel.offset("netlink_sock", "node"),
        4);
    assertThat(read()).hasSize(1);
    assertThat(problems.list()).singleElement().asString().contains("circle");
  }

  /** Buckets that are none lead to anything; of a table that claims many, to millions. */
  @Test
  void whatIsNoSocketIsNotTakenForOne() throws Exception {
    long other = sockets.open("netlink_sock", SocketFamily.UNIX, 1);
    chain(route, 0, socket(5), other, socket(6));
    assertThat(read()).extracting(socket -> socket.local().port()).containsExactly(5L, 6L);
    assertThat(problems.list())
        .singleElement()
        .asString()
        .contains("no socket at 0x%x: it is of family 1, expected 16".formatted(other));
  }
}
