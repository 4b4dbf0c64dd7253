package org.kexshot.kernel.net;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

/** Reads what every {@code struct sock} has: the inode, the owner's user id, and who holds it. */
final class SockReader {
  private final KernelImage image;
  private final SocketOwners owners;

  SockReader(KernelImage image, SocketOwners owners) {
    this.image = image;
    this.owners = owners;
  }

  Socket socket(
      long address,
      SocketFamily family,
      String protocol,
      Endpoint local,
      Endpoint remote,
      String state)
      throws IOException {
    KernelStruct sock = image.struct("sock", address);
    return new Socket(
        address,
        family,
        protocol,
        local,
        remote,
        state,
        inode(sock),
        sock.integer("sk_uid.val"),
        owners.of(address));
  }

  /** The number of the inode that lies behind the socket, {@code SOCK_INODE}; 0 without one. */
  private long inode(KernelStruct sock) throws IOException {
    long socket = sock.pointer("sk_socket");
    if (socket == 0) {
      return 0;
    }
    long start = socket - image.struct("socket_alloc", 0).member("socket").offset();
    return image.struct("socket_alloc", start).number("vfs_inode.i_ino");
  }
}
