package org.kexshot.store.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.kexshot.seal.SealingKey;
import org.kexshot.seal.SegmentCache;
import org.kexshot.store.file.CacheFile;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.file.StoredFile;

/**
 * Files of which each is encrypted ({@link org.kexshot.seal.SealedFormat}) and bound to its name.
 * Names show no hash of what others may know. Memory: a cache of 16 MiB at most.
 */
public final class SealedFiles implements RepositoryFiles {
  private final RepositoryFiles files;
  private final SealingKey key;
  private final RepositoryLayout layout;
  private final SegmentCache cache = new SegmentCache();

  /** Encrypts files that are kept by others. */
  public SealedFiles(RepositoryFiles files, SealingKey key) {
    this.files = files;
    this.key = key;
    this.layout = new RepositoryLayout(files.layout().root(), key::hidden);
  }

  @Override
  public RepositoryLayout layout() {
    return layout;
  }

  /** What lies in {@code temporary} is incomplete, and is given as it lies on the disk. */
  @Override
  public StoredFile open(Path file) throws IOException {
    StoredFile opened = files.open(file);
    return layout.temporary().equals(file.getParent())
        ? opened
        : SealedStoredFile.open(key, opened, cache);
  }

  /**
   * The page table, which is as random as what is encrypted: it holds hidden hashes, and the order
   * in which pages were stored.
   */
  @Override
  public CacheFile openCache(Path file) throws IOException {
    if (!file.toString().startsWith(layout.pageTable().toString())) {
      throw new IllegalArgumentException(file + ": would not be encrypted");
    }
    return files.openCache(file);
  }

  @Override
  public boolean isEncrypted() {
    return true;
  }

  @Override
  public long hidden(long hash) {
    return key.hidden(hash);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return files.exists(file);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return files.list(directory);
  }

  @Override
  public NewFile create(String prefix) throws IOException {
    return new SealedNewFile(key, files.create(prefix), cache);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    files.makeDirectory(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    files.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    files.delete(file);
  }

  @Override
  public long usableSpace() throws IOException {
    return files.usableSpace();
  }

  @Override
  public RepositoryLock lock(Duration patience) throws IOException {
    return files.lock(patience);
  }
}
