package org.kexshot.store.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.seal.SealingKey;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLock;

/**
 * The keys of a repository, each of which wraps the same master key for another secret. A key is
 * there whole or not at all, whatever interrupts its making.
 */
public final class KeyRing {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.json");
  private static final int MOST_BYTES = 1 << 14;

  /** Each costs as much as scrypt does, when a passphrase is tried. */
  private static final int MOST_KEYS = 32;

  private final RepositoryFiles files;
  private final ScryptCost cost;
  private final KeyJson json = new KeyJson();

  /** The keys that lie in files which are not encrypted themselves. */
  public KeyRing(RepositoryFiles files) {
    this(files, ScryptCost.STANDARD);
  }

  KeyRing(RepositoryFiles files, ScryptCost cost) {
    this.files = files;
    this.cost = cost;
  }

  /** A key's file: what it holds, or why it cannot be read. */
  private record Found(Path file, Optional<WrappedKey> key, String problem) {}

  /**
   * Makes the first key of a repository that is being made. What an earlier try left is deleted:
   * nothing was ever encrypted by it.
   */
  public SealingKey create(Secret secret) throws IOException {
    files.makeDirectory(files.layout().keys());
    for (Path left : files.list(files.layout().keys())) {
      files.delete(left);
    }
    SealingKey key = SealingKey.random();
    write(key, secret);
    return key;
  }

  /**
   * The master key.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if the secret opens no
   *     key
   */
  public SealingKey unlock(Secret secret) throws IOException {
    List<Found> found = found();
    int tried = 0;
    for (Found one : found) {
      if (one.key.isPresent() && one.key.get().kind() == secret.kind()) {
        tried++;
        Optional<SealingKey> key = one.key.get().unwrap(secret);
        if (key.isPresent()) {
          return key.get();
        }
      }
    }
    List<String> problems = problems(found);
    throw new RepositoryException(
        RepositoryException.Reason.KEY,
        "%s: wrong %s: it opens none of the repository's %d keys of that kind%s"
            .formatted(
                files.layout().root(),
                secret.kind().words(),
                tried,
                problems.isEmpty() ? "" : "; " + String.join("; ", problems)));
  }

  /** The keys that can be read, oldest first. */
  public List<RepositoryKey> list() throws IOException {
    return found().stream()
        .flatMap(one -> one.key.stream())
        .map(WrappedKey::listed)
        .sorted(Comparator.comparing(RepositoryKey::created).thenComparing(RepositoryKey::id))
        .toList();
  }

  /** A sentence for each key's file that is damaged. */
  public List<String> problems() throws IOException {
    return problems(found());
  }

  private static List<String> problems(List<Found> found) {
    return found.stream()
        .filter(one -> one.key.isEmpty())
        .map(one -> "%s: %s".formatted(one.file, one.problem))
        .toList();
  }

  /**
   * Has another secret open the repository.
   *
   * @param lock the right to write
   * @param key the master key
   */
  public RepositoryKey add(RepositoryLock lock, SealingKey key, Secret secret) throws IOException {
    lock.check();
    if (found().size() >= MOST_KEYS) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY,
          "%s: has %d keys, and no room for more; remove one first"
              .formatted(files.layout().root(), MOST_KEYS));
    }
    return write(key, secret);
  }

  /**
   * Removes a key, unless it is the last that can be read.
   *
   * @param lock the right to write
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if there is no such
   *     key, or no other
   */
  public void remove(RepositoryLock lock, String id) throws IOException {
    lock.check();
    List<Found> found = found();
    Path file = file(id);
    if (found.stream().noneMatch(one -> one.file.equals(file))) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY,
          "%s: %s has no such key; `kexshot key list` shows them"
              .formatted(id, files.layout().root()));
    }
    if (found.stream().noneMatch(one -> one.key.isPresent() && !one.file.equals(file))) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY,
          "%s: is the last key of %s, without which nothing in it can be read; add another first"
              .formatted(id, files.layout().root()));
    }
    files.delete(file);
  }

  private Path file(String id) {
    return files.layout().keys().resolve(id + ".json");
  }

  private RepositoryKey write(SealingKey key, Secret secret) throws IOException {
    WrappedKey wrapped = WrappedKey.wrap(key, secret, cost, Clock.systemUTC());
    try (NewFile file = files.create("key")) {
      file.write(ByteBuffer.wrap(json.write(wrapped)));
      file.commit(file(wrapped.id()));
    }
    return wrapped.listed();
  }

  private List<Found> found() throws IOException {
    List<Found> found = new ArrayList<>();
    List<Path> all = new ArrayList<>(files.list(files.layout().keys()));
    all.sort(null);
    for (Path file : all) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches() && found.size() < MOST_KEYS) {
        try {
          found.add(new Found(file, Optional.of(read(file, name.group(1))), ""));
        } catch (NoSuchFileException removed) {
          continue;
        } catch (IOException damaged) {
          found.add(
              new Found(file, Optional.empty(), "is damaged or no key: " + damaged.getMessage()));
        }
      }
    }
    return found;
  }

  private WrappedKey read(Path file, String id) throws IOException {
    try (var opened = files.open(file)) {
      if (opened.size() > MOST_BYTES) {
        throw new IOException("is %d bytes long".formatted(opened.size()));
      }
    }
    WrappedKey key = json.read(files.read(file));
    if (!key.id().equals(id)) {
      throw new IOException("says that its id is another");
    }
    return key;
  }
}
