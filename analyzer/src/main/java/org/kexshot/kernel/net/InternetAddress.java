package org.kexshot.kernel.net;

/** Internet addresses in their usual text. */
final class InternetAddress {
  private static final int GROUPS = 8;

  private InternetAddress() {}

  /** Four or sixteen bytes in network order; an IPv6 address as RFC 5952 has it. */
  static String text(byte[] address) {
    return address.length == 4 ? version4(address, 0) : version6(address);
  }

  private static String version4(byte[] bytes, int from) {
    return "%d.%d.%d.%d"
        .formatted(
            bytes[from] & 0xff,
            bytes[from + 1] & 0xff,
            bytes[from + 2] & 0xff,
            bytes[from + 3] & 0xff);
  }

  private static String version6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int[] zeros = longestZeros(groups);
    boolean mapped = zeros[0] == 0 && zeros[1] == 5 && groups[5] == 0xffff;
    if (mapped) {
      return "::ffff:" + version4(bytes, 12);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (zeros[1] > 1 && i == zeros[0]) {
        text.append("::");
        i += zeros[1] - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  /** Start and length of the first longest run of zero groups. */
  private static int[] longestZeros(int[] groups) {
    int[] best = {0, 0};
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      length = groups[i] == 0 ? length + 1 : 0;
      if (length > best[1]) {
        best[0] = i - length + 1;
        best[1] = length;
      }
    }
    return best;
  }
}
