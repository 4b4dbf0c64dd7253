package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.types.Member;

/**
 * Reads netlink sockets, those of the kernel too, from a hash table a protocol. Source: {@code
 * net/netlink/af_netlink.c}, {@code include/linux/rhashtable.h}.
 */
final class NetlinkSockets {
  /** {@code MAX_LINKS}. */
  private static final int PROTOCOLS = 32;

  private static final long MAX_BUCKETS = 1 << 24;

  /** By {@code NETLINK_*} in {@code include/uapi/linux/netlink.h}; the others are out of use. */
  private static final List<String> NAMES =
      List.of(
          "route",
          "unused",
          "usersock",
          "firewall",
          "sock_diag",
          "nflog",
          "xfrm",
          "selinux",
          "iscsi",
          "audit",
          "fib_lookup",
          "connector",
          "netfilter",
          "ip6_fw",
          "dnrtmsg",
          "uevent",
          "generic");

  private final KernelImage image;
  private final SockReader reader;
  private final Problems problems;
  private final Consumer<Socket> found;

  NetlinkSockets(KernelImage image, SockReader reader, Problems problems, Consumer<Socket> found) {
    this.image = image;
    this.reader = reader;
    this.problems = problems;
    this.found = found;
  }

  /** Reads the sockets of all protocols; a kernel without netlink has none. */
  void read() throws IOException {
    OptionalLong pointer = image.symbols().findData("nl_table");
    if (pointer.isEmpty() || image.types().findStruct("netlink_table").isEmpty()) {
      return;
    }
    long tables = image.memory().readPointer(pointer.getAsLong());
    long size = image.type("netlink_table").size();
    for (int i = 0; i < PROTOCOLS; i++) {
      String name = i < NAMES.size() ? NAMES.get(i) : "netlink " + i;
      try {
        readTable(name, image.struct("netlink_table", tables + i * size));
      } catch (IOException fault) {
        problems.add("netlink sockets of %s: %s", name, fault.getMessage());
      }
    }
  }

  private void readTable(String name, KernelStruct table) throws IOException {
    long address = table.pointer("hash.tbl");
    if (address == 0) {
      return;
    }
    KernelStruct buckets = image.struct("bucket_table", address);
    long count = buckets.number("size");
    if (buckets.number("nest") != 0 || count > MAX_BUCKETS) {
      problems.add(
          "netlink sockets of %s: the table at 0x%x of %d buckets is none of one piece",
          name, address, count);
      return;
    }
    Member first = buckets.member("buckets");
    long node = image.offset("netlink_sock", "node");
    int word = image.memory().pointerSize();
    LinkedNodes lists = new LinkedNodes(image.memory(), problems);
    for (long i = 0; i < count && !problems.areTooMany(); i++) {
      lists.chain(
          "a bucket of netlink sockets",
          address + first.offset() + i * word,
          at -> found.accept(socket(name, at - node)));
    }
  }

  private Socket socket(String protocol, long address) throws IOException {
    KernelStruct netlink = image.struct("netlink_sock", address);
    return reader.socket(
        address,
        SocketFamily.NETLINK,
        protocol,
        new Endpoint("", netlink.number("portid")),
        Endpoint.NONE,
        "UNCONNECTED");
  }
}
