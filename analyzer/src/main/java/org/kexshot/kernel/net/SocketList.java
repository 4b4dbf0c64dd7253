package org.kexshot.kernel.net;

import static org.kexshot.kind.Attribute.acrossBoots;
import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.object;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.HOLDER;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.symbols.SymbolTable;

/**
 * Reads the sockets of every network namespace: TCP, UDP, raw, packet, netlink and UNIX from the
 * kernel's tables, and of all other families and protocols those that processes hold. Cost: one
 * read a bucket of the tables, some twenty a socket, and a walk over every process's open files for
 * the owners.
 */
public final class SocketList {
  private static final List<Attribute<Endpoint>> ENDPOINT =
      List.of(text("address", Endpoint::address), number("port", Endpoint::port, INDEXED));

  private static final List<Attribute<SocketOwner>> OWNER =
      List.of(
          reference("pid", "process", SocketOwner::pid, INDEXED),
          number("fd", SocketOwner::fd),
          text("name", SocketOwner::comm, INDEXED, HOLDER));

  /** Sockets, with the processes that hold them. */
  public static final ObjectKind<Socket> KIND =
      ObjectKind.of(
          "socket",
          "sockets",
          "List the sockets of an image, with the processes that hold them.",
          SocketList::read,
          Socket::title,
          List.of(
              text("family", Socket::family, IDENTITY, INDEXED),
              column(
                  "PROTO",
                  Socket::shownProtocol,
                  text("protocol", Socket::protocol, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("STATE", text("state", Socket::state, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  "LOCAL",
                  Socket::local,
                  meaning(
                      "across boots without ports that the kernel chose",
                      acrossBoots(
                          Socket::localAcrossBoots,
                          object(
                              "local",
                              Socket::local,
                              ENDPOINT,
                              IDENTITY,
                              BOOT_COMPARED,
                              INDEXED)))),
              column(
                  "REMOTE",
                  Socket::remote,
                  object("remote", Socket::remote, ENDPOINT, COMPARED, INDEXED)),
              column(">INODE", number("inode", Socket::inode, BOOT_IDENTITY, INDEXED)),
              number("namespace", Socket::namespace, INDEXED),
              number("uid", Socket::uid, INDEXED),
              meaning(
                  "of its struct sock",
                  address("address", Socket::address, BOOT_IDENTITY, INDEXED)),
              column(
                  "HELD BY",
                  Socket::shownOwners,
                  objects("owners", Socket::owners, OWNER, BOOT_COMPARED, INDEXED))));

  /** {@code SOCK_RAW}. */
  private static final int RAW = 3;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<Socket> sockets = new ArrayList<>();

  private SocketList(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads all sockets; a kernel without networking has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Socket> read(KernelImage image) throws IOException {
    return new SocketList(image).readAll();
  }

  private Listing<Socket> readAll() throws IOException {
    SymbolTable symbols = image.symbols();
    if (symbols.findData("net_namespace_list").isPresent()) {
      SocketOwners owners = new SocketOwners(image, problems);
      SockReader reader = new SockReader(image, owners);
      AddressSet seenTables = new AddressSet();
      readSymbol("tcp_hashinfo", table -> readTcp(reader, table, seenTables));
      readSymbol("udp_table", table -> readUdp(reader, table, "udp", seenTables));
      readSymbol("udplite_table", table -> readUdp(reader, table, "udplite", seenTables));
      readSymbol("raw_v4_hashinfo", table -> readRaw(reader, table));
      readSymbol("raw_v6_hashinfo", table -> readRaw(reader, table));
      attempt("netlink sockets", 0, none -> readNetlink(reader));
      readSymbol("unix_socket_table", table -> readUnix(reader, table));
      readNamespaces(reader, seenTables);
      readOthers(reader, owners);
    }
    return new Listing<>(sockets, problems.list());
  }

  private interface Step {
    void run(long address) throws IOException;
  }

  private void readSymbol(String name, Step step) throws IOException {
    OptionalLong table = image.symbols().findData(name);
    if (table.isPresent()) {
      attempt(name, table.getAsLong(), step);
    }
  }

  private void attempt(String what, long address, Step step) {
    try {
      step.run(address);
    } catch (IOException fault) {
      problems.add("%s: %s", what, fault.getMessage());
    }
  }

  /** Tables that a namespace has of its own: all of UNIX, and TCP and UDP where it is set up so. */
  private void readNamespaces(SockReader reader, AddressSet seenTables) throws IOException {
    long offset = image.struct("net", 0).member("list").offset();
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the list of network namespaces",
            image.symbols().require("net_namespace_list"),
            node -> {
              KernelStruct net = image.struct("net", node - offset);
              if (net.has("unx.table.buckets")) {
                readUnix(reader, net.pointer("unx.table.buckets"));
              }
              if (net.has("packet.sklist")) {
                readPacket(reader, net.addressOf("packet.sklist"));
              }
              if (net.has("ipv4.tcp_death_row.hashinfo")) {
                readTcp(reader, net.pointer("ipv4.tcp_death_row.hashinfo"), seenTables);
              }
              if (net.has("ipv4.udp_table")) {
                readUdp(reader, net.pointer("ipv4.udp_table"), "udp", seenTables);
              }
            });
  }

  private void readTcp(SockReader reader, long table, AddressSet seen) throws IOException {
    if (table != 0 && seen.add(table)) {
      new InternetSockets(image, reader, problems, sockets::add).readTcp(table);
    }
  }

  private void readUdp(SockReader reader, long table, String protocol, AddressSet seen)
      throws IOException {
    if (table != 0 && seen.add(table)) {
      new InternetSockets(image, reader, problems, sockets::add).readUdp(table, protocol);
    }
  }

  private void readRaw(SockReader reader, long table) throws IOException {
    new InternetSockets(image, reader, problems, sockets::add).readRaw(table);
  }

  private void readNetlink(SockReader reader) throws IOException {
    new NetlinkSockets(image, reader, problems, sockets::add).read();
  }

  /** Packet sockets of a namespace, {@code net/packet/af_packet.c}. */
  private void readPacket(SockReader reader, long list) throws IOException {
    long node = image.offset("sock_common", "skc_node");
    new LinkedNodes(image.memory(), problems)
        .chain(
            "the list of packet sockets",
            list,
            at ->
                sockets.add(
                    reader.socket(
                        at - node,
                        SocketFamily.PACKET,
                        image.struct("sock", at - node).integer("sk_type") == RAW ? "raw" : "dgram",
                        Endpoint.NONE,
                        Endpoint.NONE,
                        "UNCONNECTED")));
  }

  /** Those that only processes know. */
  private void readOthers(SockReader reader, SocketOwners owners) {
    Set<Long> others = new LinkedHashSet<>(owners.socks());
    sockets.forEach(socket -> others.remove(socket.address()));
    others.remove(0L);
    new HeldSockets(image, reader, problems, sockets::add).read(others);
  }

  private void readUnix(SockReader reader, long buckets) throws IOException {
    new UnixSockets(image, reader, problems, sockets::add).read(buckets);
  }
}
