package org.kexshot.kernel.net;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A socket.
 *
 * @param address kernel virtual address of its {@code struct sock}
 * @param family its address family
 * @param protocol e.g. {@code tcp}, {@code udp}, {@code stream}, {@code dgram}
 * @param local its own end
 * @param remote the peer's end, {@link Endpoint#NONE} if it is not connected; of a UNIX socket the
 *     peer's path
 * @param state e.g. {@code LISTEN}, {@code ESTABLISHED}; of UDP and UNIX sockets too
 * @param inode inode number, as {@code /proc/net} shows it; 0 if no file refers to it any more
 * @param namespace inode number of its network namespace, as {@code /proc/PID/ns/net} shows it; 0
 *     where the kernel has none
 * @param uid owner's user id
 * @param owners processes that hold it open; empty if none does
 */
public record Socket(
    long address,
    SocketFamily family,
    String protocol,
    Endpoint local,
    Endpoint remote,
    String state,
    long inode,
    long namespace,
    long uid,
    List<SocketOwner> owners) {
  /** Where {@code net.ipv4.ip_local_port_range} begins if nobody sets it. */
  private static final long FIRST_CLIENT_PORT = 32768;

  /** Stands for any port that the kernel chose; no port has this number. */
  private static final long CHOSEN = 1L << 32;

  public Socket {
    owners = List.copyOf(owners);
  }

  /**
   * Its own end without a port that the kernel chose: of netlink sockets, which get the number of
   * their process, and of connections from a port for clients.
   */
  Endpoint localAcrossBoots() {
    boolean chosen =
        family == SocketFamily.NETLINK && local.port() != 0
            || !remote.equals(Endpoint.NONE) && local.port() >= FIRST_CLIENT_PORT;
    return chosen ? new Endpoint(local.address(), CHOSEN) : local;
  }

  /** Protocol, state, ends and holders. */
  String title() {
    String holders = shownOwners();
    return "%s %s  %s  %s%s"
        .formatted(
            family.name().toLowerCase(Locale.ROOT),
            protocol,
            state,
            remote.equals(Endpoint.NONE) ? local.toString() : local + " -> " + remote,
            holders.isEmpty() ? "" : "  " + holders);
  }

  /** With the family where it matters, e.g. {@code tcp6}, {@code unix stream}. */
  String shownProtocol() {
    return switch (family) {
      case INET6 -> protocol + "6";
      case INET -> protocol;
      default -> family.name().toLowerCase(Locale.ROOT) + " " + protocol;
    };
  }

  /** Processes that hold it, each once. */
  String shownOwners() {
    return owners.stream()
        .map(owner -> "%s(%d)".formatted(owner.comm(), owner.pid()))
        .distinct()
        .collect(Collectors.joining(","));
  }
}
