package org.kexshot.kernel.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A neighbour: which hardware address an internet address on the same link has.
 *
 * @param family {@link SocketFamily#INET} or {@link SocketFamily#INET6}
 * @param namespace inode number of the network namespace, as {@code /proc/PID/ns/net} shows it
 * @param device through which it is reached; empty for a proxy on all
 * @param internetAddress its address
 * @param origin how it is known
 * @param hardwareAddress in the usual text; empty while it is not known, and of a proxy
 * @param state {@code REACHABLE}, {@code STALE} and so on, as {@code ip neigh} names them
 * @param flags {@code router} and so on, as {@code ip neigh} names them
 * @param address kernel virtual address of its {@code struct neighbour} or {@code pneigh_entry}
 */
public record Neighbour(
    SocketFamily family,
    long namespace,
    String device,
    String internetAddress,
    Origin origin,
    Optional<String> hardwareAddress,
    String state,
    List<String> flags,
    long address) {
  /** How a neighbour is known. */
  public enum Origin {
    /** It answered, or was asked: the kernel keeps and forgets it by itself. */
    LEARNED,
    /** Somebody said so. */
    PERMANENT,
    /** This machine answers for it. */
    PROXY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Neighbour {
    flags = List.copyOf(flags);
  }

  /** How it is known, and as {@code ip neigh} prints it. */
  String title() {
    return origin
        + " "
        + internetAddress
        + (device.isEmpty() ? "" : " dev " + device)
        + hardwareAddress.map(known -> " lladdr " + known).orElse("");
  }
}
