package org.kexshot.kernel.net;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What numbers of routes mean, as {@code ip route} names them. Source: {@code
 * include/uapi/linux/rtnetlink.h}.
 */
final class RouteNames {
  /** {@code RTN_*}. */
  private static final List<String> TYPES =
      List.of(
          "unspecified",
          Route.UNICAST,
          "local",
          "broadcast",
          "anycast",
          "multicast",
          "blackhole",
          "unreachable",
          "prohibit",
          "throw",
          "nat",
          "xresolve");

  /** {@code RT_TABLE_*}. */
  private static final Map<Long, String> TABLES =
      Map.of(253L, "default", 254L, Route.MAIN, 255L, "local");

  /** {@code RTPROT_*}. */
  private static final Map<Long, String> PROTOCOLS =
      Map.ofEntries(
          Map.entry(0L, "unspecified"),
          Map.entry(1L, "redirect"),
          Map.entry(2L, "kernel"),
          Map.entry(3L, "boot"),
          Map.entry(4L, "static"),
          Map.entry(8L, "gated"),
          Map.entry(9L, "ra"),
          Map.entry(11L, "zebra"),
          Map.entry(12L, "bird"),
          Map.entry(16L, "dhcp"),
          Map.entry(18L, "keepalived"),
          Map.entry(42L, "babel"),
          Map.entry(186L, "bgp"),
          Map.entry(187L, "isis"),
          Map.entry(188L, "ospf"),
          Map.entry(189L, "rip"),
          Map.entry(192L, "eigrp"));

  /** {@code RT_SCOPE_*}. */
  private static final Map<Long, String> SCOPES =
      Map.of(0L, "global", 200L, "site", 253L, "link", 254L, "host", 255L, "nowhere");

  /** {@code RTNH_F_*} by their bits; one without a name here is not shown. */
  private static final List<String> FLAGS =
      List.of("dead", "", "onlink", "offload", "linkdown", "unresolved", "trap");

  private RouteNames() {}

  static String type(int number) {
    return number >= 0 && number < TYPES.size() ? TYPES.get(number) : Integer.toString(number);
  }

  static String table(long number) {
    return named(TABLES, number);
  }

  static String protocol(long number) {
    return named(PROTOCOLS, number);
  }

  static String scope(long number) {
    return named(SCOPES, number);
  }

  private static String named(Map<Long, String> names, long number) {
    return names.getOrDefault(number, Long.toString(number));
  }

  static String flags(long bits) {
    return IntStream.range(0, FLAGS.size())
        .filter(bit -> (bits >>> bit & 1) != 0)
        .mapToObj(FLAGS::get)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
