package org.kexshot.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.Lock;
import org.kexshot.seal.SealingKey;

/**
 * A directory whose files their owner alone may read, whatever the umask: an index of memory holds
 * what was in it.
 */
public final class PrivateDirectory extends FilterDirectory {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;

  private PrivateDirectory(FSDirectory directory) {
    super(directory);
    this.path = directory.getDirectory();
  }

  /** Opens a directory, which must be there or can be made. */
  public static PrivateDirectory open(Path path) throws IOException {
    return new PrivateDirectory(FSDirectory.open(path));
  }

  /** The same; with a key its files are encrypted, too. */
  public static Directory open(Path path, Optional<SealingKey> key) throws IOException {
    PrivateDirectory directory = open(path);
    return key.isPresent() ? new SealedDirectory(directory, key.get()) : directory;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return restricted(super.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    return restricted(super.createTempOutput(prefix, suffix, context));
  }

  @Override
  public Lock obtainLock(String name) throws IOException {
    Lock lock = super.obtainLock(name);
    restrict(name);
    return lock;
  }

  private IndexOutput restricted(IndexOutput output) throws IOException {
    try {
      restrict(output.getName());
      return output;
    } catch (IOException | RuntimeException e) {
      output.close();
      throw e;
    }
  }

  /** Right after the file was made, when nothing is in it yet. */
  private void restrict(String name) throws IOException {
    Files.setPosixFilePermissions(path.resolve(name), OWNER_ONLY);
  }
}
