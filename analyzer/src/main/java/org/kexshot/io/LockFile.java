package org.kexshot.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * A right that one process at a time has: the operating system's lock on a file, so that it ends
 * with the process, however that ends. The file names the holder.
 */
public final class LockFile implements Closeable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final long ASK_AGAIN_MILLIS = 100;

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /** That another process holds the lock still when patience has ended. */
  public static final class HeldException extends IOException {
    private static final long serialVersionUID = 1L;

    private HeldException(Path file, String holder) {
      super("%s: held by process %s".formatted(file, holder));
    }
  }

  /**
   * Takes the lock; makes the file where it is missing. A symbolic link is not followed.
   *
   * @param patience how long to wait for another holder
   * @throws HeldException if another has it still
   */
  public static LockFile take(Path file, Duration patience) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            OWNER_ONLY);
    try {
      long start = System.nanoTime();
      while (!isTaken(file, channel)) {
        if (patience.minusNanos(System.nanoTime() - start).isNegative()) {
          throw new HeldException(file, holder(channel));
        }
        pause();
      }
      byte[] self = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      write(file, channel, self);
      return new LockFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * A thread of this same process counts as another holder.
   *
   * @throws IOException if the file system has no locks, or fails
   */
  private static boolean isTaken(Path file, FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new IOException(
          ("%s: cannot be locked: %s; kexshot writes only where the file system has record locks"
                  + " (fcntl)")
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static void write(Path file, FileChannel channel, byte[] holder) throws IOException {
    try {
      channel.truncate(0).write(ByteBuffer.wrap(holder), 0);
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(ASK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a lock");
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return pid.isBlank() ? "(unknown)" : pid;
  }

  /** Insists that the lock has not been given back. */
  public void check() {
    if (!channel.isOpen()) {
      throw new IllegalStateException("the lock was given back");
    }
  }

  /**
   * Whatever the file system says of it: nothing is left to be written, and the right has ended.
   */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException lost) {
      return;
    }
  }
}
