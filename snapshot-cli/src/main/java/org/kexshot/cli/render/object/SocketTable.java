package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;
import static org.kexshot.cli.render.Field.objects;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.net.Endpoint;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketOwner;

/** Sockets, with the processes that hold them. */
public final class SocketTable {
  private static final ObjectTable<Endpoint> END =
      new ObjectTable<>(
          "ends", List.of(member("address", Endpoint::address), member("port", Endpoint::port)));

  private static final ObjectTable<SocketOwner> OWNERS =
      new ObjectTable<>(
          "owners",
          List.of(
              member("pid", SocketOwner::pid),
              member("fd", SocketOwner::fd),
              member("name", SocketOwner::comm)));

  public static final ObjectTable<Socket> SOCKETS =
      new ObjectTable<>(
          "sockets",
          List.of(
              column("PROTO", SocketTable::protocol),
              member("family", Socket::family),
              member("protocol", Socket::protocol),
              both("STATE", "state", Socket::state),
              column("LOCAL", Socket::local),
              column("REMOTE", Socket::remote),
              member("local", socket -> END.json(socket.local())),
              member("remote", socket -> END.json(socket.remote())),
              both(">INODE", "inode", Socket::inode),
              column("HELD BY", socket -> owners(socket.owners())),
              member("uid", Socket::uid),
              address(Socket::address),
              objects("owners", Socket::owners, OWNERS)));

  private SocketTable() {}

  /** With the family where it matters, e.g. {@code tcp6}, {@code unix stream}. */
  private static String protocol(Socket socket) {
    return switch (socket.family()) {
      case INET6 -> socket.protocol() + "6";
      case INET -> socket.protocol();
      default -> socket.family().name().toLowerCase(Locale.ROOT) + " " + socket.protocol();
    };
  }

  private static String owners(List<SocketOwner> owners) {
    return owners.stream()
        .map(owner -> "%s(%d)".formatted(owner.comm(), owner.pid()))
        .distinct()
        .collect(Collectors.joining(","));
  }
}
