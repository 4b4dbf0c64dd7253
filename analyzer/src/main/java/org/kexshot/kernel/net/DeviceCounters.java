package org.kexshot.kernel.net;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.types.Member;

/**
 * Reads what a network device counts. Where depends on the function that its driver gives for it:
 * none, or one of the kernel's own; what other drivers keep for themselves is not read. Source:
 * {@code net/core/dev.c}, {@code drivers/net/loopback.c}.
 */
final class DeviceCounters {
  private final KernelImage image;
  private final PerCpu processors;

  DeviceCounters(KernelImage image) throws IOException {
    this.image = image;
    this.processors = new PerCpu(image);
  }

  Optional<NetworkDevice.Counters> read(KernelStruct device) throws IOException {
    Optional<KernelStruct> operations = device.follow("netdev_ops");
    if (operations.isEmpty()) {
      return Optional.empty();
    }
    long function = operations.get().pointer("ndo_get_stats64");
    if (function == 0) {
      // A driver may also fill them in only when it is asked.
      return operations.get().pointer("ndo_get_stats") == 0
          ? Optional.of(ofDevice(device.embedded("stats")))
          : Optional.empty();
    }
    return switch (image.symbols().describe(function)) {
      case "dev_get_tstats64" ->
          Optional.of(
              new NetworkDevice.Counters(
                  sum(device, "tstats", "rx_packets"),
                  sum(device, "tstats", "rx_bytes"),
                  sum(device, "tstats", "tx_packets"),
                  sum(device, "tstats", "tx_bytes")));
      case "loopback_get_stats64" -> {
        long packets = sum(device, "lstats", "packets");
        long bytes = sum(device, "lstats", "bytes");
        yield Optional.of(new NetworkDevice.Counters(packets, bytes, packets, bytes));
      }
      default -> Optional.empty();
    };
  }

  private static NetworkDevice.Counters ofDevice(KernelStruct stats) throws IOException {
    return new NetworkDevice.Counters(
        stats.number("rx_packets"),
        stats.number("rx_bytes"),
        stats.number("tx_packets"),
        stats.number("tx_bytes"));
  }

  private long sum(KernelStruct device, String copies, String member) throws IOException {
    Member pointer = device.member(copies);
    long first = device.pointer(copies);
    long sum = 0;
    for (int i = 0; first != 0 && i < processors.count(); i++) {
      KernelStruct copy =
          new KernelStruct(image.memory(), pointer.type().target(), processors.address(first, i));
      // The counter is a structure around an atomic one; all of it is the number.
      int size = (int) copy.member(member).type().size();
      sum +=
          size == 4
              ? image.memory().readU32(copy.addressOf(member))
              : image.memory().readU64(copy.addressOf(member));
    }
    return sum;
  }
}
