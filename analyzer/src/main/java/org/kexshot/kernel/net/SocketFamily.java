package org.kexshot.kernel.net;

/** A socket's address family. */
public enum SocketFamily {
  INET,
  INET6,
  UNIX,
  PACKET,
  NETLINK,
  OTHER
}
