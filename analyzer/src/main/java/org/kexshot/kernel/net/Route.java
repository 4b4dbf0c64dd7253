package org.kexshot.kernel.net;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A route: where packets to a destination go.
 *
 * @param family {@link SocketFamily#INET} or {@link SocketFamily#INET6}
 * @param namespace inode number of the network namespace, as {@code /proc/PID/ns/net} shows it
 * @param table that it stands in: its number, or {@code main}, {@code local} or {@code default}
 * @param type {@code unicast}, {@code local}, {@code blackhole} and so on
 * @param destination internet address and length of its prefix, {@code 10.0.2.0/24}
 * @param source the same of packets that it is for; empty if for those from anywhere
 * @param trafficClass IPv4 type of service of packets that it is for; 0 for any
 * @param metric the lower of two routes is taken
 * @param protocol who made it: {@code kernel}, {@code boot}, {@code static}, {@code dhcp} and so on
 * @param scope how far its destination is: {@code global}, {@code link}, {@code host}
 * @param preferredSource address that packets sent by it get; empty if none is preferred
 * @param mtu largest packet in bytes; 0 for that of the device
 * @param nextHops where it leads; none if packets are not to go anywhere
 * @param address kernel virtual address of its {@code struct fib_alias} or {@code fib6_info}
 */
public record Route(
    SocketFamily family,
    long namespace,
    String table,
    String type,
    String destination,
    String source,
    int trafficClass,
    long metric,
    String protocol,
    String scope,
    String preferredSource,
    long mtu,
    List<NextHop> nextHops,
    long address) {
  static final String MAIN = "main";
  static final String UNICAST = "unicast";

  public Route {
    nextHops = List.copyOf(nextHops);
  }

  String shownNextHops() {
    return nextHops.stream().map(NextHop::toString).collect(Collectors.joining(", "));
  }

  /** Names of the devices that it leads through, each once. */
  public List<String> devices() {
    return nextHops.stream()
        .map(NextHop::device)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** As {@code ip route} prints it, shortened. */
  String title() {
    StringBuilder title = new StringBuilder();
    if (!type.equals(UNICAST)) {
      title.append(type).append(' ');
    }
    title.append(destination.endsWith("/0") ? "default" : destination);
    if (!source.isEmpty()) {
      title.append(" from ").append(source);
    }
    if (!nextHops.isEmpty()) {
      title.append(' ').append(shownNextHops());
    }
    if (!table.equals(MAIN)) {
      title.append(" table ").append(table);
    }
    return title.toString();
  }
}
