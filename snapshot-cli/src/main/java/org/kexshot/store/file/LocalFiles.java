package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kexshot.io.PendingFile;

/**
 * A repository's files in a directory of this machine. The directory itself may be reached by a
 * link, which is its user's; in it there are no links. Its parts belong to the user or to root, for
 * whoever owns a directory can put other files in the place of those in it.
 */
public final class LocalFiles implements RepositoryFiles {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final LinkOption NO_LINK = LinkOption.NOFOLLOW_LINKS;
  private static final int ROOT = 0;

  private final RepositoryLayout layout;

  public LocalFiles(Path root) {
    this.layout = new RepositoryLayout(root);
  }

  @Override
  public RepositoryLayout layout() {
    return layout;
  }

  /**
   * Insists that the directory and its parts, as far as they are there, are directories of the
   * user's or root's.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY}
   */
  public void requireOwn() throws IOException {
    if (Files.isDirectory(layout.root())) {
      requireOwner(layout.root());
      for (Path part : layout.parts()) {
        if (exists(part)) {
          requireDirectory(part);
        }
      }
    }
  }

  private static void requireDirectory(Path part) throws IOException {
    if (!Files.isDirectory(part, NO_LINK)) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: is %s, expected a directory; kexshot follows no links in a repository"
              .formatted(part, Files.isSymbolicLink(part) ? "a symbolic link" : "a file"));
    }
    requireOwner(part, NO_LINK);
  }

  /** Whether a user's process may rely on what lies in another's directory. */
  static boolean isTrusted(int owner, int self) {
    return owner == self || owner == ROOT;
  }

  private static void requireOwner(Path directory, LinkOption... links) throws IOException {
    int owner = (int) Files.getAttribute(directory, "unix:uid", links);
    int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!isTrusted(owner, self)) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: belongs to user %d, who could put other files there; run kexshot as that user, or"
                  .formatted(directory, owner)
              + " chown the repository");
    }
  }

  @Override
  public StoredFile open(Path file) throws IOException {
    requireFile(file);
    FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, NO_LINK));
    return new LocalFile(file, channel, channel.size());
  }

  /** Before opening: that would wait for the writer of a pipe. */
  private static void requireFile(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, NO_LINK);
    if (!found.isRegularFile()) {
      throw RepositoryException.corrupt(
          file,
          found.isSymbolicLink()
              ? "is a symbolic link, which kexshot does not follow"
              : "is no regular file");
    }
  }

  @Override
  public CacheFile openCache(Path file) throws IOException {
    if (exists(file)) {
      requireFile(file);
    }
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                NO_LINK),
            PosixFilePermissions.asFileAttribute(FILE));
    restrict(file, FILE);
    return new LocalCacheFile(file, channel);
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file, NO_LINK);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    if (!exists(directory)) {
      return files;
    }
    requireDirectory(directory);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(files::add);
    } catch (NotDirectoryException | NoSuchFileException gone) {
      files.clear();
    }
    return files;
  }

  @Override
  public NewFile create(String prefix) throws IOException {
    makeDirectory(layout.temporary());
    PendingFile file = new PendingFile(layout.temporary(), prefix);
    restrict(file.temporary(), FILE);
    return new LocalNewFile(file);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    if (exists(directory)) {
      if (!directory.equals(layout.root())) {
        requireDirectory(directory);
      }
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (!Files.exists(parent)) {
      makeDirectory(parent);
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    } catch (FileAlreadyExistsException raced) {
      requireDirectory(directory);
    }
    restrict(directory, DIRECTORY);
  }

  /** The umask may have taken more than that; a file system without modes has its own rules. */
  private static void restrict(Path file, Set<PosixFilePermission> permissions) throws IOException {
    if (!Files.getPosixFilePermissions(file, NO_LINK).equals(permissions)) {
      try {
        Files.setPosixFilePermissions(file, permissions);
      } catch (java.nio.file.FileSystemException noModes) {
        return;
      }
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    force(to.toAbsolutePath().getParent());
    force(from.toAbsolutePath().getParent());
  }

  @Override
  public void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      force(file.toAbsolutePath().getParent());
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public long usableSpace() throws IOException {
    return Files.getFileStore(layout.root()).getUsableSpace();
  }

  @Override
  public RepositoryLock lock(Duration patience) throws IOException {
    if (exists(layout.lock())) {
      requireFile(layout.lock());
    }
    RepositoryLock lock = RepositoryLock.take(layout.lock(), patience);
    restrict(layout.lock(), FILE);
    return lock;
  }

  private record LocalFile(Path path, FileChannel channel, long size) implements StoredFile {
    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      long at = offset;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw RepositoryException.corrupt(
              path, "ends at %d, expected data at offset %d".formatted(size, at));
        }
        at += count;
      }
    }

    @Override
    public ByteBuffer map(long offset, long length) throws IOException {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record LocalCacheFile(Path path, FileChannel channel) implements CacheFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      int start = into.position();
      while (into.hasRemaining() && channel.read(into, offset + into.position() - start) >= 0) {
        continue;
      }
      return into.position() - start;
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      long at = offset;
      try {
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      } catch (ClosedChannelException closed) {
        throw closed;
      } catch (IOException e) {
        throw new IOException("%s: cannot be written: %s".formatted(path, e.getMessage()), e);
      }
    }

    @Override
    public void clear() throws IOException {
      channel.truncate(0);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record LocalNewFile(PendingFile file) implements NewFile {
    @Override
    public Path temporary() {
      return file.temporary();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      file.write(bytes);
    }

    /** The last of the zeros is written, so that the file is as long as it must be. */
    @Override
    public void skip(long zeros) throws IOException {
      if (zeros > 0) {
        file.channel().position(file.channel().position() + zeros - 1);
        file.write(ByteBuffer.allocate(1));
      }
    }

    @Override
    public StoredFile reread() throws IOException {
      FileChannel channel =
          FileChannel.open(file.temporary(), Set.of(StandardOpenOption.READ, NO_LINK));
      return new LocalFile(file.temporary(), channel, channel.size());
    }

    @Override
    public void commit(Path name) throws IOException {
      file.commit(name);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
