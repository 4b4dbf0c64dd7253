package org.kexshot.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

class NetworkDeviceListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long net;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("ns_common", "inum: unsigned int")
        .define("net", "list: list_head", "ns: ns_common", "dev_base_head: list_head")
        .define(
            "in_ifaddr",
            "ifa_next: *in_ifaddr",
            "ifa_local: char[4]",
            "ifa_prefixlen: unsigned char")
        .define("in_device", "ifa_list: *in_ifaddr")
        .define("pcpu_lstats", "packets: long long", "bytes: long long")
        .define("net_device_ops", "ndo_get_stats64: *char", "ndo_get_stats: *char")
        .define(
            "net_device_stats",
            "rx_packets: unsigned int",
            "tx_packets: unsigned int",
            "rx_bytes: unsigned int",
            "tx_bytes: unsigned int")
        .define(
            "net_device",
            "name: char[16]",
            "dev_list: list_head",
            "flags: unsigned int",
            "netdev_ops: *net_device_ops",
            "ifindex: int",
            "mtu: unsigned int",
            "stats: net_device_stats",
            "addr_len: unsigned char",
            "ip_ptr: *in_device",
            "dev_addr: *char",
            "lstats: *pcpu_lstats");
    net = kernel.allocate("net");
    long head = kernel.allocate("list_head");
    kernel.symbol("net_namespace_list", head);
    kernel.ring(head, net + kernel.offset("net", "list"));
    kernel.set(net, "net", "ns.inum", 4026531840L);
    kernel.symbol("loopback_get_stats64", FakeKernel.PAGE_OFFSET + 0x20_0000);
    kernel.symbol("driver_get_stats64", FakeKernel.PAGE_OFFSET + 0x20_0100);
  }

  private long device(String name, long statistics) throws IOException {
    long device = kernel.allocateOnOwnPage("net_device");
    kernel.text(device, "net_device", "name", name);
    long operations = kernel.allocate("net_device_ops");
    kernel.set(operations, "net_device_ops", "ndo_get_stats64", statistics);
    kernel.set(device, "net_device", "netdev_ops", operations);
    return device;
  }

  private void list(long... devices) throws IOException {
    long[] nodes = new long[devices.length];
    for (int i = 0; i < devices.length; i++) {
      nodes[i] = devices[i] + kernel.offset("net_device", "dev_list");
    }
    kernel.ring(net + kernel.offset("net", "dev_base_head"), nodes);
  }

  @Test
  void readsAddressesAndWhatTheKernelCounts() throws Exception {
    long loopback = device("lo", FakeKernel.PAGE_OFFSET + 0x20_0000);
    kernel.set(loopback, "net_device", "flags", 9);
    kernel.set(loopback, "net_device", "mtu", 65536);
    long counters = kernel.allocate("pcpu_lstats");
    kernel.number(counters, 3, 8);
    kernel.number(counters + 8, 300, 8);
    kernel.set(loopback, "net_device", "lstats", counters);
    long settings = kernel.allocate("in_device");
    long address = kernel.allocate("in_ifaddr");
    kernel.bytes(address + 4, new byte[] {127, 0, 0, 1});
    kernel.set(address, "in_ifaddr", "ifa_prefixlen", 8);
    // A list of addresses that bites its tail ends.
    kernel.set(address, "in_ifaddr", "ifa_next", address);
    kernel.set(settings, "in_device", "ifa_list", address);
    kernel.set(loopback, "net_device", "ip_ptr", settings);
    long plain = device("plain", 0);
    kernel.set(plain, "net_device", "stats.rx_bytes", 77);
    long hardware = kernel.allocate(8);
    kernel.bytes(hardware, new byte[] {0x52, 0x54, 0, 0x12, 0x34, 0x56});
    kernel.set(plain, "net_device", "dev_addr", hardware);
    kernel.set(plain, "net_device", "addr_len", 6);
    long own = device("own", FakeKernel.PAGE_OFFSET + 0x20_0100);
    list(loopback, plain, own);

    Listing<NetworkDevice> devices = NetworkDeviceList.read(kernel.open());
    assertThat(devices.problems()).isEmpty();
    assertThat(devices.items())
        .extracting(NetworkDevice::name)
        .containsExactly("lo", "plain", "own");
    assertThat(devices.items()).extracting(NetworkDevice::up).containsExactly(true, false, false);
    assertThat(devices.items().get(0).addresses()).isEqualTo(List.of("127.0.0.1/8"));
    assertThat(devices.items().get(0).counters())
        .isEqualTo(Optional.of(new NetworkDevice.Counters(3, 300, 3, 300)));
    assertThat(devices.items().get(1).counters().orElseThrow().receivedBytes()).isEqualTo(77);
    assertThat(devices.items().get(1).hardwareAddress()).isEqualTo("52:54:00:12:34:56");
    assertThat(devices.items().get(2).counters()).isEmpty();
    assertThat(devices.items().get(2).namespace()).isEqualTo(4026531840L);
  }

  @Test
  void aDeviceThatIsNotThereEndsTheList() throws Exception {
    long first = device("first", 0);
    long second = device("second", 0);
    list(first, second);
    kernel.exclude(second);
    Listing<NetworkDevice> devices = NetworkDeviceList.read(kernel.open());
    assertThat(devices.items()).extracting(NetworkDevice::name).containsExactly("first");
    assertThat(devices.problems())
        .anySatisfy(text -> assertThat(text).contains("devices of network namespace 4026531840"));
  }
}
