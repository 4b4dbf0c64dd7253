package org.kexshot.store.fact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.kexshot.store.file.Magic;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.StoredFile;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;

/**
 * Files of facts: what a program derived from one stored snapshot, or from two. A snapshot never
 * changes, and so a fact holds as long as the program derives it in the same way. They are a cache:
 * a file that is missing, damaged, another's or another program's is as if it were not there, one
 * that cannot be written is left out, and each may be deleted at any time. They hold what the
 * snapshots hold, and go with the first that is forgotten.
 *
 * <pre>
 * magic "kexsfact" (8), version u32 = 1, CRC-32 of all behind it u32
 * program, 32 bytes; length of the file's own name u32, the name in UTF-8
 * what the program keeps
 * </pre>
 *
 * All numbers are little-endian. No lock is taken: a file takes the place of another as a whole.
 */
public final class FactFiles {
  private static final long MAGIC = Magic.of("kexsfact");
  private static final int VERSION = 1;
  private static final int CHECKSUM_AT = 12;
  private static final int CHECKED = 16;
  private static final int HEADER = CHECKED + Program.LENGTH + Integer.BYTES;

  /** Larger ones are not kept: they are read into memory whole. */
  static final int MAX_BYTES = 1 << 26;

  private static final String SUFFIX = ".facts";
  private static final String BETWEEN = "-";

  private final RepositoryFiles files;
  private final Program program;

  /**
   * @param program whose facts are read and kept
   */
  public FactFiles(RepositoryFiles files, Program program) {
    this.files = files;
    this.program = program;
  }

  /**
   * What was kept of some snapshots; empty if nothing was that can be relied on.
   *
   * @param ids of one snapshot, or of two in their order
   */
  public Optional<byte[]> find(String... ids) {
    Path file = file(ids);
    try (StoredFile opened = files.open(file)) {
      if (opened.size() < HEADER || opened.size() > MAX_BYTES) {
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) opened.size()).order(ByteOrder.LITTLE_ENDIAN);
      opened.read(0, bytes);
      return isSound(file, bytes)
          ? Optional.of(Arrays.copyOfRange(bytes.array(), start(file).length, bytes.limit()))
          : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private boolean isSound(Path file, ByteBuffer contents) {
    int checksum = contents.getInt(CHECKSUM_AT);
    contents.putInt(CHECKSUM_AT, 0);
    byte[] start = start(file);
    return contents.limit() >= start.length
        && Arrays.equals(contents.array(), 0, start.length, start, 0, start.length)
        && checksum == checksum(contents.array());
  }

  private static int checksum(byte[] contents) {
    CRC32 checksum = new CRC32();
    checksum.update(contents, CHECKED, contents.length - CHECKED);
    return (int) checksum.getValue();
  }

  /** All before what the program keeps, with 0 for the checksum. */
  private byte[] start(Path file) {
    byte[] name = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + name.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(VERSION)
        .putInt(0)
        .put(program.digest())
        .putInt(name.length)
        .put(name)
        .array();
  }

  private byte[] contents(Path file, byte[] facts) {
    byte[] start = start(file);
    ByteBuffer contents =
        ByteBuffer.allocate(start.length + facts.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(start)
            .put(facts);
    return contents.putInt(CHECKSUM_AT, checksum(contents.array())).array();
  }

  /**
   * The pairs of snapshots of which some program kept something, each the earlier id first. Cost:
   * reads names of files, no file.
   *
   * @throws IOException if it cannot be told what is there
   */
  public static List<List<String>> pairs(RepositoryFiles files) throws IOException {
    return files.list(files.layout().facts()).stream()
        .map(FactFiles::ids)
        .filter(ids -> ids.size() == 2)
        .toList();
  }

  /**
   * Whether this program kept something of these snapshots. Cost: reads the beginning of a file.
   *
   * @param ids as of {@link #find}
   */
  public boolean holds(String... ids) {
    Path file = file(ids);
    byte[] start = start(file);
    ByteBuffer bytes = ByteBuffer.allocate(start.length).order(ByteOrder.LITTLE_ENDIAN);
    try (StoredFile opened = files.open(file)) {
      if (opened.size() < start.length) {
        return false;
      }
      opened.read(0, bytes);
      bytes.putInt(CHECKSUM_AT, 0);
      return Arrays.equals(bytes.array(), start);
    } catch (IOException none) {
      return false;
    }
  }

  /** Of which snapshots a file is; none if its name says none. */
  private static List<String> ids(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX)
        ? List.of(name.substring(0, name.length() - SUFFIX.length()).split(BETWEEN))
        : List.of();
  }

  /**
   * Keeps facts, if that can be. Of two snapshots, what was kept of the later one and another is
   * dropped, so that there is one such file a snapshot at most.
   *
   * @param ids as of {@link #find}
   */
  public void keep(byte[] facts, String... ids) {
    Path file = file(ids);
    byte[] contents = contents(file, facts);
    if (contents.length > MAX_BYTES) {
      return;
    }
    try {
      files.makeDirectory(files.layout().facts());
      try (NewFile created = files.create("facts")) {
        created.write(ByteBuffer.wrap(contents));
        created.commit(file);
      }
      String rival = BETWEEN + ids[ids.length - 1] + SUFFIX;
      delete(name -> ids.length > 1 && name.endsWith(rival) && !file.endsWith(name));
      if (!living().containsAll(Arrays.asList(ids))) {
        files.delete(file);
      }
    } catch (IOException notWritable) {
      // What cannot be kept is derived again the next time.
      return;
    }
  }

  /**
   * Deletes all facts of a snapshot, whoever derived them.
   *
   * @throws IOException if one is there still
   */
  public static void forget(RepositoryFiles files, String id) throws IOException {
    new FactFiles(files, Program.NONE).delete(name -> name.contains(id));
  }

  /**
   * Deletes all facts of snapshots that do not live, and what else is among the facts.
   *
   * @throws IOException if one is there still
   */
  public static void forgetOthers(RepositoryFiles files) throws IOException {
    FactFiles all = new FactFiles(files, Program.NONE);
    Set<String> living = all.living();
    all.delete(name -> !name.endsWith(SUFFIX) || !living.containsAll(ids(Path.of(name))));
  }

  private Set<String> living() throws IOException {
    return new SnapshotList(files)
        .names().stream().map(SnapshotName::id).collect(Collectors.toSet());
  }

  private void delete(Predicate<String> chosen) throws IOException {
    for (Path file : files.list(files.layout().facts())) {
      if (chosen.test(file.getFileName().toString())) {
        files.delete(file);
      }
    }
  }

  private Path file(String... ids) {
    return files.layout().facts().resolve(String.join(BETWEEN, ids) + SUFFIX);
  }
}
