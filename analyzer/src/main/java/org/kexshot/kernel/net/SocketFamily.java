package org.kexshot.kernel.net;

import java.util.Arrays;

/** A socket's address family. */
public enum SocketFamily {
  INET(2),
  INET6(10),
  UNIX(1),
  PACKET(17),
  NETLINK(16),
  KEY(15),
  PPPOX(24),
  CAN(29),
  TIPC(30),
  BLUETOOTH(31),
  ALG(38),
  VSOCK(40),
  SMC(43),
  XDP(44),
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

  /** The family with a number; {@link #OTHER} if it is none of these. */
  static SocketFamily of(int number) {
    return Arrays.stream(values())
        .filter(family -> family.number == number)
        .findFirst()
        .orElse(OTHER);
  }
}
