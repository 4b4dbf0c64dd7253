package org.kexshot.kernel.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/** Reads UNIX sockets from their hash tables. Source: {@code net/unix/af_unix.c}. */
final class UnixSockets {
  /** {@code UNIX_HASH_SIZE} since 5.20, before twice the old one: the same number. */
  private static final int BUCKETS = 512;

  /** Bytes before {@code sun_path} in a {@code sockaddr_un}. */
  private static final int PATH_OFFSET = 2;

  private static final int MAX_ADDRESS = 110;

  private final KernelImage image;
  private final SockReader reader;
  private final LinkedNodes lists;
  private final Consumer<Socket> found;

  UnixSockets(KernelImage image, SockReader reader, Problems problems, Consumer<Socket> found) {
    this.image = image;
    this.reader = reader;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.found = found;
  }

  /** Reads the sockets of a table of {@code hlist_head}s. */
  void read(long buckets) throws IOException {
    long node = image.offset("sock_common", "skc_node");
    int word = image.memory().pointerSize();
    for (int i = 0; i < BUCKETS; i++) {
      lists.chain(
          "a bucket of UNIX sockets",
          buckets + (long) i * word,
          at -> found.accept(socket(at - node)));
    }
  }

  private Socket socket(long address) throws IOException {
    KernelStruct unix = image.struct("unix_sock", address);
    Optional<KernelStruct> peer = unix.follow("peer");
    return reader.socket(
        address,
        SocketFamily.UNIX,
        SockReader.type(unix.integer("sk.sk_type")),
        name(unix),
        peer.isPresent() ? name(image.struct("unix_sock", peer.get().address())) : Endpoint.NONE,
        SockReader.connection(unix.integer("sk.__sk_common.skc_state")));
  }

  private Endpoint name(KernelStruct unix) throws IOException {
    Optional<KernelStruct> address = unix.follow("addr");
    if (address.isEmpty()) {
      return Endpoint.NONE;
    }
    int length = address.get().integer("len") - PATH_OFFSET;
    if (length <= 0 || length > MAX_ADDRESS) {
      return Endpoint.NONE;
    }
    byte[] path = image.memory().readBytes(address.get().addressOf("name") + PATH_OFFSET, length);
    if (path[0] == 0) {
      // An abstract name may hold zeros; they are shown as /proc/net/unix shows them.
      return new Endpoint(new String(path, StandardCharsets.UTF_8).replace('\0', '@'), 0);
    }
    int end = 0;
    while (end < length && path[end] != 0) {
      end++;
    }
    return new Endpoint(new String(path, 0, end, StandardCharsets.UTF_8), 0);
  }
}
