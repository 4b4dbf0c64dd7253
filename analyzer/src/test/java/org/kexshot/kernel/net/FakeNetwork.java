package org.kexshot.kernel.net;

import java.io.IOException;
import org.kexshot.kernel.FakeKernel;

/** One network namespace of a fake kernel, with devices that lie on pages of their own. */
final class FakeNetwork {
  static final long NAMESPACE = 4026531840L;

  private final FakeKernel kernel;
  private final long net;

  /**
   * Lays out the types.
   *
   * @param settings members of {@code struct net} besides its number and its list, whose types are
   *     known
   */
  FakeNetwork(FakeKernel kernel, String... settings) throws IOException {
    this.kernel = kernel;
    String[] members = new String[2 + settings.length];
    members[0] = "list: list_head";
    members[1] = "ns: ns_common";
    System.arraycopy(settings, 0, members, 2, settings.length);
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("ns_common", "inum: unsigned int")
        .define("net", members)
        .define("possible_net_t", "net: *net")
        .define(
            "net_device", "name: char[16]", "nd_net: possible_net_t", "addr_len: unsigned char");
    net = kernel.allocate("net");
    long head = kernel.allocate("list_head");
    kernel.symbol("net_namespace_list", head);
    kernel.ring(head, net + kernel.offset("net", "list"));
    kernel.set(net, "net", "ns.inum", NAMESPACE);
  }

  /** The {@code struct net}. */
  long net() {
    return net;
  }

  long device(String name) throws IOException {
    long device = kernel.allocateOnOwnPage("net_device");
    kernel.text(device, "net_device", "name", name);
    kernel.set(device, "net_device", "nd_net.net", net);
    kernel.set(device, "net_device", "addr_len", 6);
    return device;
  }
}
