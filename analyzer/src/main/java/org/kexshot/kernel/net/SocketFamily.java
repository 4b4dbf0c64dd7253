package org.kexshot.kernel.net;

/** A socket's address family. */
public enum SocketFamily {
  INET(2),
  INET6(10),
  UNIX(1),
  PACKET(17),
  NETLINK(16),
  OTHER(0);

  private final int number;

  /**
   * @param number {@code AF_*} in {@code include/linux/socket.h}
   */
  SocketFamily(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
