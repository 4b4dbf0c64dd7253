package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.types.Member;

/**
 * Reads TCP, UDP and raw sockets from the tables by which the kernel finds them for a packet.
 * Source: {@code include/net/inet_hashtables.h}, {@code include/net/udp.h}, {@code
 * include/net/sock.h}, {@code include/net/raw.h}.
 */
final class InternetSockets {
  private static final int TIME_WAIT = 6;
  private static final int NEW_SYN_RECV = 12;

  private static final int CHUNK_BYTES = 1 << 16;

  /** More buckets than any table has. */
  private static final long MAX_MASK = (1L << 26) - 1;

  /** By {@code sk_state}, {@code include/net/tcp_states.h}. */
  private static final List<String> STATES =
      List.of(
          "UNKNOWN",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "CLOSE",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING",
          "SYN_RECV");

  private final KernelImage image;
  private final SockReader reader;
  private final Problems problems;
  private final LinkedNodes lists;
  private final Consumer<Socket> found;

  InternetSockets(KernelImage image, SockReader reader, Problems problems, Consumer<Socket> found) {
    this.image = image;
    this.reader = reader;
    this.problems = problems;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.found = found;
  }

  /** Reads TCP sockets of an {@code inet_hashinfo}: established ones, then listeners. */
  void readTcp(long hashInfo) throws IOException {
    KernelStruct tables = image.struct("inet_hashinfo", hashInfo);
    long nulls = image.offset("sock_common", "skc_nulls_node");
    readBuckets(
        "a bucket of established TCP sockets",
        tables.pointer("ehash"),
        tables.number("ehash_mask"),
        image.type("inet_ehash_bucket").size(),
        0,
        node -> found.accept(tcp(node - nulls)));
    KernelStruct bucket = image.struct("inet_listen_hashbucket", 0);
    // One table since 5.19, commit cae3873c5b3a; before, listening_hash held them all.
    boolean one = !tables.has("listening_hash");
    readBuckets(
        "a bucket of listening TCP sockets",
        one ? tables.pointer("lhash2") : tables.addressOf("listening_hash"),
        one ? tables.number("lhash2_mask") : tables.member("listening_hash").type().count() - 1,
        bucket.type().size(),
        bucket.member("nulls_head").offset(),
        node -> found.accept(tcp(node - nulls)));
  }

  /** Reads UDP sockets of a {@code udp_table}. */
  void readUdp(long table, String protocol) throws IOException {
    KernelStruct udp = image.struct("udp_table", table);
    KernelStruct slot = new KernelStruct(image.memory(), udp.member("hash").type().target(), 0);
    long node = image.offset("sock_common", "skc_node");
    readBuckets(
        "a bucket of UDP sockets",
        udp.pointer("hash"),
        udp.number("mask"),
        slot.type().size(),
        slot.member("head").offset(),
        at -> found.accept(udp(at - node, protocol)));
  }

  /** Reads raw sockets of a {@code raw_hashinfo}; the protocol's number stands for the port. */
  void readRaw(long table) throws IOException {
    KernelStruct raw = image.struct("raw_hashinfo", table);
    Member buckets = raw.member("ht");
    long node = image.offset("sock_common", "skc_node");
    readBuckets(
        "a bucket of raw sockets",
        table + buckets.offset(),
        buckets.type().count() - 1,
        buckets.type().element().size(),
        0,
        at -> found.accept(raw(at - node)));
  }

  private void readBuckets(
      String what, long array, long mask, long size, long head, LinkedNodes.Visitor visitor) {
    int word = image.memory().pointerSize();
    if (size < word || head > size - word) {
      problems.add("%s: 0x%x bytes each, with a list at 0x%x", what, size, head);
      return;
    }
    if (mask < 0 || mask > MAX_MASK) {
      problems.add("%s: the table at 0x%x claims %d buckets", what, array, mask + 1);
      return;
    }
    int perChunk = (int) Math.max(1, CHUNK_BYTES / size);
    for (long from = 0; from <= mask && !problems.areTooMany(); from += perChunk) {
      int length = (int) Math.min(perChunk, mask + 1 - from);
      readChunk(what, array + from * size, length, (int) size, head, visitor);
    }
  }

  /** Most buckets are empty, so many are looked at in one read and only the others are followed. */
  private void readChunk(
      String what, long start, int count, int size, long head, LinkedNodes.Visitor visitor) {
    byte[] buckets;
    try {
      buckets = image.memory().readBytes(start, count * size);
    } catch (IOException fault) {
      problems.add("%s and %d more: %s", what, count - 1, fault.getMessage());
      return;
    }
    int word = image.memory().pointerSize();
    for (int i = 0; i < count; i++) {
      int at = i * size + (int) head;
      boolean nulls = (buckets[at] & 1) != 0;
      if (!nulls && !isZero(buckets, at, word)) {
        lists.chain(what, start + at, visitor);
      }
    }
  }

  private static boolean isZero(byte[] bytes, int at, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != 0) {
        return false;
      }
    }
    return true;
  }

  private Socket tcp(long address) throws IOException {
    KernelStruct common = image.struct("sock_common", address);
    int state = common.integer("skc_state");
    if (state == TIME_WAIT) {
      KernelStruct waiting = image.struct("inet_timewait_sock", address);
      return internet(common, "tcp", STATES.get(bounded(waiting.integer("tw_substate"))), false);
    }
    return internet(common, "tcp", STATES.get(bounded(state)), state != NEW_SYN_RECV);
  }

  private Socket udp(long address, String protocol) throws IOException {
    KernelStruct common = image.struct("sock_common", address);
    boolean connected = common.integer("skc_state") == 1;
    return internet(common, protocol, connected ? "ESTABLISHED" : "UNCONNECTED", true);
  }

  private Socket raw(long address) throws IOException {
    KernelStruct common = image.struct("sock_common", address);
    boolean connected = common.integer("skc_state") == 1;
    return internet(common, "raw", connected ? "ESTABLISHED" : "UNCONNECTED", true);
  }

  /** A socket that is in none of these tables; its state is one of TCP's. */
  Socket held(long address, String protocol) throws IOException {
    KernelStruct common = image.struct("sock_common", address);
    return internet(common, protocol, STATES.get(bounded(common.integer("skc_state"))), true);
  }

  private static int bounded(int state) {
    return state >= 0 && state < STATES.size() ? state : 0;
  }

  private Socket internet(KernelStruct common, String protocol, String state, boolean whole)
      throws IOException {
    boolean version6 = common.integer("skc_family") == SocketFamily.INET6.number();
    SocketFamily family = version6 ? SocketFamily.INET6 : SocketFamily.INET;
    reader.require(common, family);
    int remotePort = Short.toUnsignedInt(Short.reverseBytes((short) common.integer("skc_dport")));
    Endpoint local =
        endpoint(
            common, version6 ? "skc_v6_rcv_saddr" : "skc_rcv_saddr", common.integer("skc_num"));
    Endpoint remote =
        remotePort == 0
            ? Endpoint.NONE
            : endpoint(common, version6 ? "skc_v6_daddr" : "skc_daddr", remotePort);
    return whole
        ? reader.socket(common.address(), family, protocol, local, remote, state)
        : new Socket(
            common.address(),
            family,
            protocol,
            local,
            remote,
            state,
            0,
            reader.namespace(common),
            0,
            List.of());
  }

  private Endpoint endpoint(KernelStruct common, String member, int port) throws IOException {
    byte[] address =
        image
            .memory()
            .readBytes(common.addressOf(member), (int) common.member(member).type().size());
    return new Endpoint(InternetAddress.text(address), port);
  }
}
