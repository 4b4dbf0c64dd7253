package org.kexshot.kernel;

/** A socket's address family. */
public enum SocketFamily {
  INET,
  INET6,
  UNIX,
  PACKET,
  NETLINK,
  OTHER
}
