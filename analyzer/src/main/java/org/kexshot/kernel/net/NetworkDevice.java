package org.kexshot.kernel.net;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A network device.
 *
 * @param name in its namespace
 * @param index in its namespace
 * @param namespace inode number of the network namespace, as {@code /proc/PID/ns/net} shows it
 * @param up whether it is switched on
 * @param promiscuous whether it takes packets that are for others
 * @param mtu largest packet in bytes
 * @param hardwareAddress in the usual text; empty if it has none
 * @param addresses IPv4 and IPv6 addresses with the length of their prefix, {@code 10.0.2.15/24}
 * @param counters empty where only the device's driver keeps them
 * @param address kernel virtual address of its {@code struct net_device}
 */
public record NetworkDevice(
    String name,
    int index,
    long namespace,
    boolean up,
    boolean promiscuous,
    long mtu,
    String hardwareAddress,
    List<String> addresses,
    Optional<Counters> counters,
    long address) {
  public NetworkDevice {
    addresses = List.copyOf(addresses);
  }

  /** What a device received and sent. */
  public record Counters(
      long receivedPackets, long receivedBytes, long sentPackets, long sentBytes) {}

  /** The name with the addresses. */
  String title() {
    return addresses.isEmpty() ? name : name + "  " + String.join(" ", addresses);
  }

  Optional<Long> count(ToLongFunction<Counters> counter) {
    return counters.map(counter::applyAsLong);
  }
}
