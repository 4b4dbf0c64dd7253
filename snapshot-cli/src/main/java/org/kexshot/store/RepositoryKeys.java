package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kexshot.seal.SealingKey;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryFormat;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.key.KeyRing;
import org.kexshot.store.key.RepositoryKey;
import org.kexshot.store.key.Secret;

/** The keys of a repository that is encrypted. */
public final class RepositoryKeys {
  private final RepositoryFiles plain;
  private final KeyRing ring;
  private final Optional<SealingKey> master;

  /**
   * @param master empty if the repository was not opened
   */
  RepositoryKeys(RepositoryFiles plain, Optional<SealingKey> master) {
    this.plain = plain;
    this.ring = new KeyRing(plain);
    this.master = master;
  }

  /**
   * Those of a repository that need not be opened for it. They can be listed.
   *
   * @throws RepositoryException if there is none, or one that is not encrypted
   */
  public static RepositoryKeys of(Path directory) throws IOException {
    LocalFiles files = new LocalFiles(directory);
    files.requireOwn();
    if (!RepositoryFormat.read(files).isEncrypted()) {
      throw notEncrypted(directory);
    }
    return new RepositoryKeys(files, Optional.empty());
  }

  static RepositoryException notEncrypted(Path directory) {
    return new RepositoryException(
        RepositoryException.Reason.KEY,
        "%s: is not encrypted, and has no keys; `kexshot init --encrypt` makes a repository that is"
            .formatted(directory));
  }

  /** Those that can be read, oldest first. */
  public List<RepositoryKey> list() throws IOException {
    return ring.list();
  }

  /** A sentence for each that is damaged. */
  public List<String> problems() throws IOException {
    return ring.problems();
  }

  /**
   * Has another secret open the repository.
   *
   * @param patience how long to wait for another writer
   */
  public RepositoryKey add(Secret secret, Duration patience) throws IOException {
    try (RepositoryLock lock = plain.lock(patience)) {
      return ring.add(lock, master.orElseThrow(), secret);
    }
  }

  /**
   * Removes a key, unless it is the last.
   *
   * @param patience how long to wait for another writer
   */
  public void remove(String id, Duration patience) throws IOException {
    try (RepositoryLock lock = plain.lock(patience)) {
      ring.remove(lock, id);
    }
  }
}
