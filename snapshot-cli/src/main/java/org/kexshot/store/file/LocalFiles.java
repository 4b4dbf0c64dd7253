package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
  private final RootDirectory root;
  private final ReadParts parts = new ReadParts();

  public LocalFiles(Path root) {
    this.layout = new RepositoryLayout(root);
    this.root = new RootDirectory(root);
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
    root.requireThere();
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
    BasicFileAttributes found = Files.readAttributes(part, BasicFileAttributes.class, NO_LINK);
    if (!found.isDirectory()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: is %s, expected a directory; kexshot follows no links in a repository"
              .formatted(part, found.isSymbolicLink() ? "a symbolic link" : "a file"));
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
    return root.within(() -> openThere(file));
  }

  private StoredFile openThere(Path file) throws IOException {
    requireFile(file);
    FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, NO_LINK));
    return opened(file, channel);
  }

  private LocalFile opened(Path file, FileChannel channel) throws IOException {
    try {
      return new LocalFile(file, channel, channel.size(), root.isOfThisMachine() ? null : parts);
    } catch (IOException e) {
      channel.close();
      throw FileFailure.of(file, "read", e);
    }
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
  public boolean exists(Path file) throws IOException {
    try {
      root.within(() -> Files.readAttributes(file, BasicFileAttributes.class, NO_LINK));
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    }
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
    } catch (DirectoryIteratorException failure) {
      throw FileFailure.of(directory, "listed", failure.getCause());
    } catch (NotDirectoryException | NoSuchFileException gone) {
      root.requireThere();
      files.clear();
    }
    return files;
  }

  @Override
  public NewFile create(String prefix) throws IOException {
    makeDirectory(layout.temporary());
    PendingFile file = root.within(() -> new PendingFile(layout.temporary(), prefix));
    restrict(file.temporary(), FILE);
    return new LocalNewFile(file, this);
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
      root.within(
          () -> Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY)));
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
    root.within(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    force(to.toAbsolutePath().getParent());
    force(from.toAbsolutePath().getParent());
  }

  @Override
  public void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      force(file.toAbsolutePath().getParent());
    } else {
      root.requireThere();
    }
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      throw FileFailure.of(directory, "forced to the disk", e);
    }
  }

  @Override
  public long usableSpace() throws IOException {
    try {
      return Files.getFileStore(layout.root()).getUsableSpace();
    } catch (FileSystemException gone) {
      throw gone;
    } catch (IOException notListed) {
      // In a root that was changed into, the table of mounts may not have it.
      return layout.root().toFile().getUsableSpace();
    }
  }

  @Override
  public RepositoryLock lock(Duration patience) throws IOException {
    if (exists(layout.lock())) {
      requireFile(layout.lock());
    }
    RepositoryLock lock = root.within(() -> RepositoryLock.take(layout.lock(), patience));
    restrict(layout.lock(), FILE);
    return lock;
  }

  private record LocalNewFile(PendingFile file, LocalFiles files) implements NewFile {
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
      return files.open(file.temporary());
    }

    @Override
    public void commit(Path name) throws IOException {
      files.root.within(
          () -> {
            file.commit(name);
            return name;
          });
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
