package org.kexshot.kernel.net;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Reads the routes of every network namespace, of all tables. */
public final class RouteList {
  private static final List<Attribute<NextHop>> NEXT_HOP =
      List.of(
          text("gateway", NextHop::gateway, INDEXED),
          text("device", NextHop::device),
          number("weight", NextHop::weight),
          text("flags", NextHop::flags));

  /**
   * Routes, as {@code ip route show table all} has them. Where a route leads is what may change of
   * it; to another destination, or of another metric, is another route.
   */
  public static final ObjectKind<Route> KIND =
      ObjectKind.of(
          "route",
          "routes",
          "List the routes of an image, of all tables.",
          RouteList::read,
          Route::title,
          List.of(
              text("family", Route::family, BOOT_IDENTITY, IDENTITY, INDEXED),
              column(">NAMESPACE", number("namespace", Route::namespace, BOOT_IDENTITY, INDEXED)),
              column("TABLE", text("table", Route::table, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column("TYPE", text("type", Route::type, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  "DESTINATION",
                  text("destination", Route::destination, BOOT_IDENTITY, IDENTITY, INDEXED)),
              meaning(
                  "prefix of the senders that it is for; empty for all",
                  text("source", Route::source, BOOT_IDENTITY, IDENTITY, INDEXED)),
              meaning(
                  "IPv4 type of service of packets that it is for",
                  number("trafficClass", Route::trafficClass, BOOT_IDENTITY, IDENTITY)),
              column(">METRIC", number("metric", Route::metric, BOOT_IDENTITY, COMPARED)),
              column(
                  "NEXT HOPS",
                  Route::shownNextHops,
                  objects("nextHops", Route::nextHops, NEXT_HOP, COMPARED, INDEXED)),
              meaning(
                  "that its next hops are reached through",
                  list("devices", Route::devices, INDEXED)),
              column(
                  "PROTOCOL",
                  meaning("who made it", text("protocol", Route::protocol, COMPARED, INDEXED))),
              column("SCOPE", text("scope", Route::scope, COMPARED)),
              column(
                  "SOURCE",
                  meaning(
                      "address that packets sent by it get",
                      text("preferredSource", Route::preferredSource, COMPARED, INDEXED))),
              meaning("0 for the device's", number("mtu", Route::mtu, COMPARED)),
              meaning(
                  "of its struct fib_alias or fib6_info",
                  address("address", Route::address, INDEXED))));

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<Route> routes = new ArrayList<>();

  private RouteList(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads all routes, namespace by namespace; a kernel without networking has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Route> read(KernelImage image) throws IOException {
    RouteList list = new RouteList(image);
    OptionalLong head = image.symbols().findData("net_namespace_list");
    if (head.isPresent()) {
      long offset = image.offset("net", "list");
      new LinkedNodes(image.memory(), list.problems)
          .circular(
              "the list of network namespaces",
              head.getAsLong(),
              node -> list.readNamespace(image.struct("net", node - offset)));
    }
    return new Listing<>(list.routes, list.problems.list());
  }

  private void readNamespace(KernelStruct net) throws IOException {
    long namespace = net.number("ns.inum");
    if (RoutesOfIpv4.areIn(net)) {
      new RoutesOfIpv4(image, problems, routes::add).read(net, namespace);
    }
    if (RoutesOfIpv6.areIn(image, net)) {
      new RoutesOfIpv6(image, problems, routes::add).read(net, namespace);
    }
  }
}
