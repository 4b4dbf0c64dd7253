package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The one way by which bytes go into a repository and come out of it. No symbolic link in a
 * repository is followed. Directories have mode 0700 and files 0600, whatever the umask. Any number
 * of threads may call.
 */
public interface RepositoryFiles {
  /** Names of the files. */
  RepositoryLayout layout();

  /**
   * Opens a file for reading.
   *
   * @throws NoSuchFileException if there is none
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if it is a link, or
   *     another thing than a file
   */
  StoredFile open(Path file) throws IOException;

  /**
   * Opens a file of the cache, which is changed in place; makes it if it is missing. It is not
   * encrypted: what it holds of hashes must be {@link #hidden}.
   */
  CacheFile openCache(Path file) throws IOException;

  /**
   * Whether a file or directory of that name is there; a link that leads nowhere is, too.
   *
   * @throws IOException if that cannot be told; what is unknown is not missing
   */
  boolean exists(Path file) throws IOException;

  /** What a directory holds, in no order; nothing if there is no such directory. */
  List<Path> list(Path directory) throws IOException;

  /** Begins a file, which has a temporary name until it is whole. */
  NewFile create(String prefix) throws IOException;

  /** Makes a directory, if it is missing, with those above it. */
  void makeDirectory(Path directory) throws IOException;

  /**
   * Gives a file another name, in place of what has that name; on the disk when it returns. A file
   * that is encrypted opens under its own name only, be it in another directory.
   */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file, if it is there; of a link the link. It is gone for good when it returns. */
  void delete(Path file) throws IOException;

  /** Bytes that may still be written. */
  long usableSpace() throws IOException;

  /**
   * Takes the right to write.
   *
   * @param patience how long to wait for another writer
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another has it
   *     still
   */
  RepositoryLock lock(Duration patience) throws IOException;

  /** Whether what is written is encrypted. */
  default boolean isEncrypted() {
    return false;
  }

  /** What stands in a file for the first bytes of a page's hash, which others may know. */
  default long hidden(long hash) {
    return hash;
  }

  /** All of a file, which is small. */
  default byte[] read(Path file) throws IOException {
    try (StoredFile opened = open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(opened.size()));
      opened.read(0, bytes);
      return bytes.array();
    }
  }

  /** SHA-256 of a file, in lower-case hexadecimal. */
  default String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (StoredFile opened = open(file)) {
      for (long at = 0; at < opened.size(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), opened.size() - at));
        opened.read(at, buffer);
        digest.update(buffer.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Moves a whole file to where nothing looks for it, under its own name or one that begins so.
   *
   * @return where it is now
   */
  default Path moveAside(Path file) throws IOException {
    makeDirectory(layout().unreached());
    Path place = layout().unreached().resolve(file.getFileName());
    for (int i = 1; exists(place); i++) {
      place = layout().unreached().resolve(file.getFileName() + "." + i);
    }
    move(file, place);
    return place;
  }
}
