package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.Member;

/**
 * Reads where routes lead first: what a route has of its own, or a next hop that routes share and
 * that {@code ip nexthop} lists. Cost: some six reads a next hop. Source: {@code
 * include/net/ip_fib.h}, {@code include/net/ip6_fib.h}, {@code include/net/nexthop.h}.
 */
final class NextHopReader {
  /** More than a route can have. */
  private static final long MAX_HOPS = 1 << 16;

  private final KernelImage image;

  NextHopReader(KernelImage image) {
    this.image = image;
  }

  /**
   * Those of a route that does not share them, or of one that does.
   *
   * @param route a {@code fib_info} or {@code fib6_info}
   * @param own its array of next hops
   * @param count how many that has
   */
  List<NextHop> of(KernelStruct route, String own, long count) throws IOException {
    Optional<KernelStruct> shared = route.has("nh") ? route.follow("nh") : Optional.empty();
    if (shared.isPresent()) {
      return shared(shared.get());
    }
    Member array = route.member(own);
    long size = image.type(own).size();
    List<NextHop> hops = new ArrayList<>();
    for (long i = 0; i < bounded(route, count); i++) {
      hops.add(read(image.struct(own, route.address() + array.offset() + i * size)));
    }
    return hops;
  }

  private static long bounded(KernelStruct of, long count) throws IOException {
    if (count < 0 || count > MAX_HOPS) {
      throw new IOException(
          "%s at 0x%x claims %d next hops".formatted(of.type().spelled(), of.address(), count));
    }
    return count;
  }

  private List<NextHop> shared(KernelStruct nextHop) throws IOException {
    List<NextHop> hops = new ArrayList<>();
    if (nextHop.number("is_group") == 0) {
      addOfOne(nextHop, hops);
      return hops;
    }
    KernelStruct group = nextHop.target("nh_grp");
    long entries = group.addressOf("nh_entries");
    long size = image.type("nh_grp_entry").size();
    for (long i = 0; i < bounded(group, group.number("num_nh")); i++) {
      KernelStruct entry = image.struct("nh_grp_entry", entries + i * size);
      List<NextHop> one = new ArrayList<>();
      addOfOne(entry.target("nh"), one);
      long weight = entry.number("weight");
      one.forEach(hop -> hops.add(new NextHop(hop.gateway(), hop.device(), weight, hop.flags())));
    }
    return hops;
  }

  private void addOfOne(KernelStruct nextHop, List<NextHop> hops) throws IOException {
    KernelStruct info = nextHop.target("nh_info");
    if (info.number("reject_nh") == 0) {
      hops.add(common(info.embedded("fib_nhc")));
    }
  }

  /** What both families share lies in a structure of its own since 5.2, commit f1741730dd18. */
  private NextHop read(KernelStruct hop) throws IOException {
    if (hop.has("nh_common")) {
      return common(hop.embedded("nh_common"));
    }
    Member gateway = hop.member("nh_gw");
    byte[] address = image.memory().readBytes(hop.addressOf("nh_gw"), (int) gateway.type().size());
    return new NextHop(
        isAny(address) ? "" : InternetAddress.text(address),
        device(hop, "nh_dev"),
        weight(hop, "nh_weight"),
        RouteNames.flags(hop.number("nh_flags")));
  }

  private NextHop common(KernelStruct hop) throws IOException {
    String gateway =
        switch (SocketFamily.of(hop.integer("nhc_gw_family"))) {
          case INET -> InternetAddress.text(bytes(hop, "nhc_gw.ipv4"));
          case INET6 -> InternetAddress.text(bytes(hop, "nhc_gw.ipv6"));
          default -> "";
        };
    return new NextHop(
        gateway,
        device(hop, "nhc_dev"),
        weight(hop, "nhc_weight"),
        RouteNames.flags(hop.number("nhc_flags")));
  }

  private byte[] bytes(KernelStruct of, String member) throws IOException {
    return image.memory().readBytes(of.addressOf(member), (int) of.member(member).type().size());
  }

  static boolean isAny(byte[] address) {
    for (byte part : address) {
      if (part != 0) {
        return false;
      }
    }
    return true;
  }

  /** Kernels without {@code CONFIG_IP_ROUTE_MULTIPATH} of old have none. */
  private static long weight(KernelStruct hop, String member) throws IOException {
    return hop.has(member) ? hop.number(member) : 1;
  }

  private static String device(KernelStruct hop, String member) throws IOException {
    Optional<KernelStruct> device = hop.follow(member);
    return device.isPresent() ? device.get().text("name") : "";
  }
}
