package org.kexshot.index.schema;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network address in a text, with a prefix length or without.
 *
 * @param address of IPv4 or IPv6
 * @param prefix bits that count; all if none are told
 */
public record NetworkAddress(InetAddress address, int prefix) {
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?:/(\\d{1,3}))?(?::\\d+)?");
  private static final Pattern IPV6 =
      Pattern.compile(
          "\\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%\\w+)?(?:/(\\d{1,3}))?(?:\\]:\\d+)?");

  /** The address that a text is; empty if it is none. No name is looked up. */
  public static Optional<NetworkAddress> of(String text) {
    Matcher matcher = IPV4.matcher(text);
    if (!matcher.matches()) {
      matcher = IPV6.matcher(text);
    }
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.getByName(matcher.group(1));
      int bits = 8 * address.getAddress().length;
      int prefix = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
      return prefix <= bits ? Optional.of(new NetworkAddress(address, prefix)) : Optional.empty();
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }
}
