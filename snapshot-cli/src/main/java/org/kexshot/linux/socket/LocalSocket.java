package org.kexshot.linux.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A client's end of a local stream socket (unix(7)) that can hand a descriptor over along with
 * bytes. One thread may read while others write; writes take turns.
 */
public final class LocalSocket implements ByteChannel {
  private static final int PATH_SIZE = 108;
  private static final int CHUNK = 1 << 16;
  private static final int NONE = -1;

  /** Of a pointer and of {@code size_t}, by which all of {@code struct msghdr} is laid out. */
  private static final int WORD = Native.POINTER_SIZE;

  private final Path path;
  private final int descriptor;
  private final Memory incoming = new Memory(CHUNK);
  private boolean open = true;
  private boolean reading;

  private LocalSocket(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Connects.
   *
   * @param path of at most 107 bytes
   * @throws IOException also if nobody listens there, or this user may not connect
   */
  public static LocalSocket connect(Path path) throws IOException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_SIZE) {
      throw new IOException(
          "%s: the path of a socket has %d bytes at most, this one has %d; give a shorter one"
              .formatted(path, PATH_SIZE - 1, name.length));
    }
    Memory address = new Memory(2 + PATH_SIZE);
    address.clear();
    address.setShort(0, (short) SocketCalls.AF_UNIX);
    address.write(2, name, 0, name.length);
    int descriptor = NONE;
    try {
      descriptor =
          SocketCalls.INSTANCE.socket(
              SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM | SocketCalls.CLOSE_ON_EXEC, 0);
      SocketCalls.INSTANCE.connect(descriptor, address, (int) address.size());
      return new LocalSocket(path, descriptor);
    } catch (LastErrorException e) {
      if (descriptor != NONE) {
        SocketCalls.INSTANCE.close(descriptor);
      }
      throw SocketCalls.failure("connect(\"%s\")".formatted(path), e);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    synchronized (this) {
      requireOpen();
      reading = true;
    }
    try {
      int length = Math.min(into.remaining(), CHUNK);
      int count =
          SocketCalls.INSTANCE.read(descriptor, incoming, new NativeLong(length)).intValue();
      into.put(incoming.getByteBuffer(0, count));
      return count == 0 && length > 0 ? -1 : count;
    } catch (LastErrorException e) {
      throw SocketCalls.failure("read(\"%s\")".formatted(path), e);
    } finally {
      endReading();
    }
  }

  private synchronized void endReading() {
    reading = false;
    if (!open) {
      SocketCalls.INSTANCE.close(descriptor);
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return send(from, NONE);
  }

  /**
   * Sends bytes, and with the first of them a descriptor of this process, of which the receiver
   * gets a copy (SCM_RIGHTS).
   *
   * @return how many bytes were sent; the others are to be written
   */
  public int send(ByteBuffer from, PipeEnd passed) throws IOException {
    return send(from, passed.descriptor());
  }

  private synchronized int send(ByteBuffer from, int passed) throws IOException {
    requireOpen();
    int length = Math.min(from.remaining(), CHUNK);
    if (length == 0) {
      return 0;
    }
    byte[] bytes = new byte[length];
    from.duplicate().get(bytes);
    try (Memory data = new Memory(length);
        Memory vector = new Memory(2L * WORD);
        Memory control = new Memory(controlSize());
        Memory message = new Memory(7L * WORD)) {
      data.write(0, bytes, 0, length);
      vector.setPointer(0, data);
      setWord(vector, WORD, length);
      message.clear();
      message.setPointer(2L * WORD, vector);
      setWord(message, 3L * WORD, 1);
      if (passed != NONE) {
        describe(control, passed);
        message.setPointer(4L * WORD, control);
        setWord(message, 5L * WORD, control.size());
      }
      int sent =
          SocketCalls.INSTANCE.sendmsg(descriptor, message, SocketCalls.MSG_NOSIGNAL).intValue();
      from.position(from.position() + sent);
      return sent;
    } catch (LastErrorException e) {
      throw SocketCalls.failure("sendmsg(\"%s\")".formatted(path), e);
    }
  }

  /** {@code CMSG_SPACE(sizeof(int))}. */
  private static int controlSize() {
    return WORD + 8 + Integer.BYTES + WORD - 1 & -WORD;
  }

  /** {@code struct cmsghdr} and its data: one descriptor. */
  private static void describe(Memory control, int passed) {
    control.clear();
    setWord(control, 0, WORD + 8L + Integer.BYTES);
    control.setInt(WORD, SocketCalls.SOL_SOCKET);
    control.setInt(WORD + 4L, SocketCalls.SCM_RIGHTS);
    control.setInt(WORD + 8L, passed);
  }

  private static void setWord(Pointer at, long offset, long value) {
    at.setNativeLong(offset, new NativeLong(value));
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public synchronized boolean isOpen() {
    return open;
  }

  /** A thread that reads finds the end, and gives the descriptor back itself. */
  @Override
  public synchronized void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      SocketCalls.INSTANCE.shutdown(descriptor, SocketCalls.SHUT_RDWR);
    } catch (LastErrorException alreadyEnded) {
      // The other end is gone: there is nothing to wake.
    }
    if (!reading) {
      SocketCalls.INSTANCE.close(descriptor);
    }
  }
}
