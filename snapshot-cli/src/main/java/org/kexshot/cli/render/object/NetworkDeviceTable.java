package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.kexshot.cli.render.Field;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.net.NetworkDevice;

/** Network devices of all network namespaces. */
public final class NetworkDeviceTable {
  public static final ObjectTable<NetworkDevice> DEVICES =
      new ObjectTable<>(
          "devices",
          List.of(
              both(">NAMESPACE", "namespace", NetworkDevice::namespace),
              both(">INDEX", "index", NetworkDevice::index),
              both("NAME", "name", NetworkDevice::name),
              column("STATE", device -> device.up() ? "up" : "down"),
              member("up", NetworkDevice::up),
              both(">MTU", "mtu", NetworkDevice::mtu),
              both("HARDWARE", "hardwareAddress", NetworkDevice::hardwareAddress),
              counter(">RECEIVED", "receivedBytes", NetworkDevice.Counters::receivedBytes),
              counter(">SENT", "sentBytes", NetworkDevice.Counters::sentBytes),
              member(
                  "receivedPackets",
                  device -> device.counters().map(NetworkDevice.Counters::receivedPackets)),
              member(
                  "sentPackets",
                  device -> device.counters().map(NetworkDevice.Counters::sentPackets)),
              both("ADDRESSES", "addresses", NetworkDevice::addresses),
              address(NetworkDevice::address)));

  private NetworkDeviceTable() {}

  private static Field<NetworkDevice> counter(
      String heading, String key, ToLongFunction<NetworkDevice.Counters> value) {
    return both(heading, key, device -> count(device, value));
  }

  private static Optional<Long> count(
      NetworkDevice device, ToLongFunction<NetworkDevice.Counters> value) {
    return device.counters().map(value::applyAsLong);
  }
}
