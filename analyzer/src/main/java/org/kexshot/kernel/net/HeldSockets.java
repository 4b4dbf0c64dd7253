package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.ModuleTypes;
import org.kexshot.types.KernelType;

/**
 * Reads sockets that are in no table that other readers know, by the processes that hold them open:
 * of the kernel's cryptography (AF_ALG), of virtual machines (AF_VSOCK), MPTCP, SCTP, Bluetooth and
 * all other families. Those of TCP, UDP and raw sockets that are in no table are not bound yet, and
 * are left out, as {@code /proc/net} does. Cost: a few reads a socket, and those of {@link
 * ModuleTypes} once a family. Source: {@code include/crypto/if_alg.h}, {@code
 * include/net/af_vsock.h}, {@code include/net/sock.h}.
 */
final class HeldSockets {
  /** Protocols whose sockets have tables: TCP, UDP, UDP-Lite. */
  private static final Set<Integer> IN_TABLES = Set.of(6, 17, 136);

  private static final int RAW = 3;

  /** {@code VMADDR_CID_ANY} and {@code VMADDR_PORT_ANY}. */
  private static final long ANY = 0xffff_ffffL;

  private final KernelImage image;
  private final SockReader reader;
  private final Problems problems;
  private final Consumer<Socket> found;
  private final Map<String, Optional<KernelType>> types = new HashMap<>();

  HeldSockets(KernelImage image, SockReader reader, Problems problems, Consumer<Socket> found) {
    this.image = image;
    this.reader = reader;
    this.problems = problems;
    this.found = found;
  }

  /**
   * Reads those of some sockets that are of a family or protocol without a table.
   *
   * @param held addresses of {@code struct sock}
   */
  void read(Iterable<Long> held) {
    for (long address : held) {
      try {
        readOne(image.struct("sock", address));
      } catch (IOException fault) {
        problems.add("the socket at 0x%x: %s", address, fault.getMessage());
      }
    }
  }

  private void readOne(KernelStruct sock) throws IOException {
    SocketFamily family = SocketFamily.of(sock.integer("__sk_common.skc_family"));
    switch (family) {
      case INET, INET6 -> {
        boolean inTable =
            IN_TABLES.contains(sock.integer("sk_protocol")) || sock.integer("sk_type") == RAW;
        if (!inTable) {
          found.accept(
              new InternetSockets(image, reader, problems, found)
                  .held(sock.address(), protocol(sock)));
        }
      }
      case UNIX, PACKET, NETLINK -> {
        // All of them are in tables, once they are bound.
      }
      case ALG -> accept(sock, family, algorithm(sock), Endpoint.NONE, Endpoint.NONE);
      case VSOCK -> {
        Optional<KernelStruct> own = as("vsock_sock", sock);
        accept(
            sock,
            family,
            SockReader.type(sock.integer("sk_type")),
            own.isPresent() ? machine(own.get().embedded("local_addr")) : Endpoint.NONE,
            own.isPresent() ? machine(own.get().embedded("remote_addr")) : Endpoint.NONE);
      }
      default -> accept(sock, family, protocol(sock), Endpoint.NONE, Endpoint.NONE);
    }
  }

  private void accept(
      KernelStruct sock, SocketFamily family, String protocol, Endpoint local, Endpoint remote)
      throws IOException {
    found.accept(
        reader.socket(
            sock.address(),
            family,
            protocol,
            local,
            remote,
            SockReader.connection(sock.integer("__sk_common.skc_state"))));
  }

  /** The name that the protocol gives itself. */
  private static String protocol(KernelStruct sock) throws IOException {
    return sock.target("__sk_common.skc_prot").text("name").toLowerCase(Locale.ROOT);
  }

  /** The kind of algorithm that a socket is bound to, such as {@code skcipher}. */
  private String algorithm(KernelStruct sock) throws IOException {
    Optional<KernelStruct> own = as("alg_sock", sock);
    Optional<KernelStruct> type = own.isPresent() ? own.get().follow("type") : Optional.empty();
    return type.isPresent() ? type.get().text("name") : "unbound";
  }

  /** An address of a virtual machine: its context id and a port. */
  private static Endpoint machine(KernelStruct address) throws IOException {
    long context = address.number("svm_cid");
    long port = address.number("svm_port");
    return context == ANY && port == ANY
        ? Endpoint.NONE
        : new Endpoint(context == ANY ? "*" : Long.toString(context), port == ANY ? 0 : port);
  }

  /** The whole of a socket, whose first member it is; empty if the image does not have its type. */
  private Optional<KernelStruct> as(String struct, KernelStruct sock) throws IOException {
    Optional<KernelType> type = types.get(struct);
    if (type == null) {
      type = image.types().findStruct(struct);
      if (type.isEmpty()) {
        ModuleTypes modules = new ModuleTypes(image);
        type = modules.find(table -> table.findStruct(struct));
        problems.addAll(modules.problems());
      }
      if (type.isEmpty()) {
        problems.add("sockets are described in part: the image has no type %s", struct);
      }
      types.put(struct, type);
    }
    return type.map(known -> new KernelStruct(image.memory(), known, sock.address()));
  }
}
