package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The right to write to a repository, held by one process at a time. It is the operating system's
 * lock on a file, so it ends with the process, however that ends. The file names the holder.
 */
public final class RepositoryLock implements Closeable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileChannel channel;

  private RepositoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another has it
   */
  public static RepositoryLock take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OWNER_ONLY);
    try {
      if (!isTaken(channel)) {
        throw new RepositoryException(
            RepositoryException.Reason.LOCKED,
            "%s: held by process %s, which is writing to this repository; wait until it is done"
                .formatted(file, holder(channel)));
      }
      byte[] self = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(self), 0);
      return new RepositoryLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
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
      throw new IllegalStateException("the repository's lock was given back");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
