package org.kexshot.kernel.net;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.types.TypeException;

/** Reads what every {@code struct sock} has: the inode, the owner's user id, and who holds it. */
final class SockReader {
  /** {@code TCP_ESTABLISHED} and {@code TCP_LISTEN}, {@code include/net/tcp_states.h}. */
  private static final int ESTABLISHED = 1;

  private static final int LISTEN = 10;

  private final KernelImage image;
  private final SocketOwners owners;

  SockReader(KernelImage image, SocketOwners owners) {
    this.image = image;
    this.owners = owners;
  }

  /**
   * Sees that a list or table leads to a socket of its family; through a damaged one, millions of
   * anything may be reached.
   *
   * @throws TypeException if there is none
   */
  void require(KernelStruct common, SocketFamily family) throws IOException {
    int found = common.integer("skc_family");
    if (SocketFamily.of(found) != family) {
      throw new TypeException(
          "no socket at 0x%x: it is of family %d, expected %d"
              .formatted(common.address(), found, family.number()));
    }
  }

  /** The name of a {@code SOCK_*}, {@code include/linux/net.h}. */
  static String type(int type) {
    return switch (type) {
      case 1 -> "stream";
      case 2 -> "dgram";
      case 3 -> "raw";
      case 5 -> "seqpacket";
      default -> "type " + type;
    };
  }

  /** What a state of TCP's means for sockets of families that borrow them. */
  static String connection(int state) {
    return switch (state) {
      case ESTABLISHED -> "CONNECTED";
      case LISTEN -> "LISTEN";
      default -> "UNCONNECTED";
    };
  }

  Socket socket(
      long address,
      SocketFamily family,
      String protocol,
      Endpoint local,
      Endpoint remote,
      String state)
      throws IOException {
    require(image.struct("sock_common", address), family);
    KernelStruct sock = image.struct("sock", address);
    return new Socket(
        address,
        family,
        protocol,
        local,
        remote,
        state,
        inode(sock),
        namespace(image.struct("sock_common", address)),
        sock.number("sk_uid.val"),
        owners.of(address));
  }

  /** The number of the network namespace that a socket is in. */
  long namespace(KernelStruct common) throws IOException {
    if (!common.has("skc_net.net")) {
      return 0;
    }
    return image.struct("net", common.pointer("skc_net.net")).number("ns.inum");
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
