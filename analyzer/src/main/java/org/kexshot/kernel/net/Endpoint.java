package org.kexshot.kernel.net;

/**
 * One end of a socket.
 *
 * @param address an IPv4 or IPv6 address in its usual text, or a UNIX socket's path, an abstract
 *     name with {@code @} before it; empty if it has none
 * @param port port in host order, of a netlink socket its 32-bit id; 0 if it has none
 */
public record Endpoint(String address, long port) {
  public static final Endpoint NONE = new Endpoint("", 0);

  @Override
  public String toString() {
    if (port == 0 && address.isEmpty()) {
      return "*";
    }
    return port == 0
        ? address
        : (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}
