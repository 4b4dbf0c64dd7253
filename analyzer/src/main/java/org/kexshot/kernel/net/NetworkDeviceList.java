package org.kexshot.kernel.net;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.net.NetworkDevice.Counters;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the network devices of every network namespace with their addresses. Source: {@code
 * include/linux/netdevice.h}, {@code include/linux/inetdevice.h}, {@code include/net/if_inet6.h}.
 */
public final class NetworkDeviceList {
  /** Network devices of all network namespaces. */
  public static final ObjectKind<NetworkDevice> KIND =
      ObjectKind.of(
          "netdev",
          "networkDevices",
          "List the network devices of an image, with their addresses.",
          NetworkDeviceList::read,
          NetworkDevice::title,
          List.of(
              column(
                  ">NAMESPACE",
                  number("namespace", NetworkDevice::namespace, BOOT_IDENTITY, INDEXED)),
              column(">INDEX", number("index", NetworkDevice::index, BOOT_IDENTITY)),
              column("NAME", text("name", NetworkDevice::name, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  "STATE",
                  device -> device.up() ? "up" : "down",
                  flag("up", NetworkDevice::up, COMPARED, INDEXED)),
              meaning(
                  "takes packets that are for others",
                  flag("promiscuous", NetworkDevice::promiscuous, COMPARED, INDEXED)),
              column(">MTU", number("mtu", NetworkDevice::mtu, COMPARED, INDEXED)),
              column(
                  "HARDWARE",
                  text("hardwareAddress", NetworkDevice::hardwareAddress, BOOT_COMPARED, INDEXED)),
              column(
                  ">RECEIVED",
                  meaning(
                      "where the kernel and not the driver counts",
                      number(
                          "receivedBytes",
                          device -> device.count(Counters::receivedBytes),
                          VOLATILE))),
              column(
                  ">SENT",
                  number("sentBytes", device -> device.count(Counters::sentBytes), VOLATILE)),
              number(
                  "receivedPackets", device -> device.count(Counters::receivedPackets), VOLATILE),
              number("sentPackets", device -> device.count(Counters::sentPackets), VOLATILE),
              column("ADDRESSES", list("addresses", NetworkDevice::addresses, COMPARED, INDEXED)),
              meaning(
                  "of its struct net_device",
                  address("address", NetworkDevice::address, BOOT_IDENTITY, INDEXED))));

  /** {@code IFF_PROMISC}, {@code include/uapi/linux/if.h}. */
  private static final long PROMISCUOUS = 0x100;

  /** {@code IFF_UP}. */
  private static final long UP = 1;

  /** {@code MAX_ADDR_LEN}. */
  private static final int MAX_HARDWARE_ADDRESS = 32;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final DeviceCounters counters;
  private final List<NetworkDevice> devices = new ArrayList<>();

  private NetworkDeviceList(KernelImage image) throws IOException {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.counters = new DeviceCounters(image);
  }

  /**
   * Reads all devices, namespace by namespace; a kernel without networking has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<NetworkDevice> read(KernelImage image) throws IOException {
    NetworkDeviceList list = new NetworkDeviceList(image);
    OptionalLong head = image.symbols().findData("net_namespace_list");
    if (head.isPresent()) {
      long offset = image.offset("net", "list");
      list.lists.circular(
          "the list of network namespaces",
          head.getAsLong(),
          node -> list.readNamespace(image.struct("net", node - offset)));
    }
    return new Listing<>(list.devices, list.problems.list());
  }

  private void readNamespace(KernelStruct net) throws IOException {
    long offset = image.offset("net_device", "dev_list");
    long namespace = net.number("ns.inum");
    lists.circular(
        "the devices of network namespace " + namespace,
        net.addressOf("dev_base_head"),
        node -> devices.add(device(image.struct("net_device", node - offset), namespace)));
  }

  private NetworkDevice device(KernelStruct device, long namespace) throws IOException {
    return new NetworkDevice(
        device.text("name"),
        device.integer("ifindex"),
        namespace,
        (device.number("flags") & UP) != 0,
        (device.number("flags") & PROMISCUOUS) != 0,
        device.number("mtu"),
        hardwareAddress(device),
        addresses(device),
        counters.read(device),
        device.address());
  }

  private String hardwareAddress(KernelStruct device) throws IOException {
    long place = device.pointer("dev_addr");
    int length = Math.min(device.integer("addr_len"), MAX_HARDWARE_ADDRESS);
    return place == 0
        ? ""
        : HexFormat.ofDelimiter(":").formatHex(image.memory().readBytes(place, length));
  }

  private List<String> addresses(KernelStruct device) throws IOException {
    List<String> addresses = new ArrayList<>();
    if (device.has("ip_ptr") && image.types().findStruct("in_device").isPresent()) {
      addVersion4(device, addresses);
    }
    if (device.has("ip6_ptr") && image.types().findStruct("inet6_ifaddr").isPresent()) {
      addVersion6(device, addresses);
    }
    return addresses;
  }

  private void addVersion4(KernelStruct device, List<String> into) throws IOException {
    long settings = device.pointer("ip_ptr");
    if (settings == 0) {
      return;
    }
    AddressSet seen = new AddressSet();
    Optional<KernelStruct> next = image.struct("in_device", settings).follow("ifa_list");
    while (next.isPresent() && seen.add(next.get().address())) {
      KernelStruct entry = next.get();
      into.add(internetAddress(entry, "ifa_local") + "/" + entry.integer("ifa_prefixlen"));
      next = entry.follow("ifa_next");
    }
  }

  private void addVersion6(KernelStruct device, List<String> into) throws IOException {
    long settings = device.pointer("ip6_ptr");
    if (settings == 0) {
      return;
    }
    long offset = image.offset("inet6_ifaddr", "if_list");
    lists.circular(
        "the IPv6 addresses of " + device.text("name"),
        image.struct("inet6_dev", settings).addressOf("addr_list"),
        node -> {
          KernelStruct entry = image.struct("inet6_ifaddr", node - offset);
          into.add(internetAddress(entry, "addr") + "/" + entry.integer("prefix_len"));
        });
  }

  private String internetAddress(KernelStruct entry, String member) throws IOException {
    int length = (int) entry.member(member).type().size();
    return InternetAddress.text(image.memory().readBytes(entry.addressOf(member), length));
  }
}
