package org.kexshot.qemu;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A client's end of a local stream socket, read by a thread of its own, because such a channel's
 * reads know no timeout. Writing is safe from any thread; a write is never mixed with another.
 */
public final class UnixSocket implements AutoCloseable {
  /** What makes messages of the bytes that come in; called by the reading thread only. */
  public interface Receiver {
    /** Some bytes came in; all of them must be taken. */
    void receive(ByteBuffer bytes);

    /** The socket is closed, by either side. */
    void end(IOException reason);
  }

  private final Path path;
  private final ByteChannel channel;

  private UnixSocket(Path path, ByteChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  public static UnixSocket connect(Path path, Receiver receiver) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot connect to " + path + ": " + e.getMessage(), e);
    }
    return over(channel, path, receiver);
  }

  /**
   * Reads and writes a connected socket.
   *
   * @param path of it, for errors
   */
  static UnixSocket over(ByteChannel channel, Path path, Receiver receiver) {
    UnixSocket socket = new UnixSocket(path, channel);
    Thread reader = new Thread(() -> socket.read(receiver), "reader of " + path.getFileName());
    reader.setDaemon(true);
    reader.start();
    return socket;
  }

  private void read(Receiver receiver) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        receiver.receive(buffer.flip());
      }
      receiver.end(new EOFException(path.getFileName() + " was closed by QEMU"));
    } catch (IOException e) {
      receiver.end(new IOException(path.getFileName() + " is closed", e));
    }
  }

  public synchronized void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
