package org.kexshot.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What files of {@code /proc/net} say, in words in which it can be compared. */
final class ProcNet {
  private ProcNet() {}

  /** Of the table main: destination, device, first gateway and metric. */
  static List<String> routes(ProcRecord truth) {
    return truth.rows("net/route").stream()
        .map(
            cells ->
                "%s/%d %s via %s metric %s"
                    .formatted(
                        address(cells[1]),
                        Integer.bitCount(Integer.parseUnsignedInt(cells[7], 16)),
                        cells[0],
                        address(cells[2]),
                        cells[6]))
        .toList();
  }

  /** Destination, metric and device of each next hop; the entry that stands for none left out. */
  static List<String> routesOfIpv6(ProcRecord truth) throws IOException {
    List<String> told = new ArrayList<>();
    for (String line : truth.lines("net/ipv6_route")) {
      String[] cells = line.strip().split("\\s+");
      if (!cells[5].equals("ffffffff")) {
        InetAddress destination = InetAddress.getByAddress(HexFormat.of().parseHex(cells[0]));
        told.add(
            "%s %d %s"
                .formatted(
                    shortened(destination) + "/" + Integer.parseInt(cells[1], 16),
                    Long.parseLong(cells[5], 16),
                    cells[9]));
      }
    }
    return told;
  }

  /** Address, hardware address and device. */
  static List<String> neighbours(ProcRecord truth) {
    return truth.rows("net/arp").stream()
        .map(cells -> cells[0] + " " + cells[3] + " " + cells[5])
        .toList();
  }

  /** An address as {@code /proc/net} codes it: a number in the machine's order, and a port. */
  static String end(String coded) {
    return address(coded.substring(0, 8)) + ":" + Integer.parseInt(coded.substring(9), 16);
  }

  /** An address of IPv4 as a number in the machine's order. */
  private static String address(String coded) {
    byte[] bytes = HexFormat.of().parseHex(coded);
    return "%d.%d.%d.%d"
        .formatted(bytes[3] & 0xff, bytes[2] & 0xff, bytes[1] & 0xff, bytes[0] & 0xff);
  }

  /** As RFC 5952 has it: of Java's text the first longest run of zeros left out. */
  private static String shortened(InetAddress address) {
    String text = address.getHostAddress().replaceFirst("%.*", "");
    for (int run = 8; run > 1; run--) {
      String zeros = "(^|:)0(:0){%d}(:|$)".formatted(run - 1);
      String without = text.replaceFirst(zeros, "::");
      if (!without.equals(text)) {
        return without;
      }
    }
    return text;
  }
}
