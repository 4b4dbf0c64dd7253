package org.kexshot.store.map;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.MappedFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.page.PageReference;

/**
 * What a snapshot holds of each page frame, read from its file by binary search or in order by a
 * {@link Cursor}. Memory does not grow with the image. Any number of threads may read.
 */
public final class PageMap implements Closeable {
  private final MappedFile file;
  private final long runs;
  private final long packCount;
  private final long endFrame;

  /** Runs are immutable, so that whichever of two threads wrote it, it is a whole one. */
  private Run lastFound;

  /**
   * Opens a page map and checks it against its hash. Cost: reads it once.
   *
   * @param sha256 of the file, in lower-case hexadecimal
   * @throws RepositoryException if it is missing, damaged, or of an unknown version
   */
  public PageMap(RepositoryFiles files, Path path, String sha256) throws IOException {
    this.file = new MappedFile(files, path);
    try {
      requireHash(sha256);
      long footer = requireFrame();
      this.runs = file.longAt(footer);
      this.packCount = file.longAt(footer + 8);
      this.endFrame = file.longAt(footer + 16);
      long room = footer - PageMapFormat.HEADER_SIZE;
      if (runs < 0
          || packCount < 0
          || runs > room / PageMapFormat.RUN_SIZE
          || packCount > room / PageMapFormat.PACK_SIZE
          || runs * PageMapFormat.RUN_SIZE + packCount * PageMapFormat.PACK_SIZE != room) {
        throw RepositoryException.corrupt(
            path,
            "%d runs and %d packs do not fill %d bytes".formatted(runs, packCount, file.size()));
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void requireHash(String sha256) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long at = 0; at < file.size(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), file.size() - at));
      file.read(at, buffer);
      digest.update(buffer.flip());
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      throw RepositoryException.corrupt(file.path(), "its SHA-256 is " + found);
    }
  }

  /** Where the footer begins. */
  private long requireFrame() throws IOException {
    long footer = file.size() - PageMapFormat.FOOTER_SIZE;
    if (footer < PageMapFormat.HEADER_SIZE
        || file.size() % 8 != 0
        || file.longAt(0) != PageMapFormat.MAGIC
        || file.longAt(footer + 24) != PageMapFormat.END_MAGIC) {
      throw RepositoryException.corrupt(file.path(), "is not a page map, or is cut short");
    }
    int version = file.intAt(8);
    if (FormatVersion.numbered(version).isEmpty()) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: page map of version %d, this kexshot reads up to %d"
              .formatted(file.path(), version, FormatVersion.newest().number()));
    }
    return footer;
  }

  Path path() {
    return file.path();
  }

  long size() {
    return file.size();
  }

  long runs() {
    return runs;
  }

  /** One past the highest page frame that the map speaks of. */
  long endFrame() {
    return endFrame;
  }

  /** A run of frames. */
  private record Run(long start, long count, long first) {
    boolean contains(long frame) {
      return frame >= start && frame - start < count;
    }
  }

  /**
   * The {@link PageReference} of a frame. Cost: O(log runs), less in the run that was asked for
   * last.
   */
  public long reference(long frame) throws IOException {
    Run run = lastFound;
    if (run == null || !run.contains(frame)) {
      long number = lastRunAtOrBelow(frame);
      if (number < 0) {
        return PageReference.NOT_RAM;
      }
      long header = header(number);
      run =
          new Run(
              header >>> PageMapFormat.COUNT_BITS, header & PageMapFormat.MAX_COUNT, first(number));
      if (!run.contains(frame)) {
        return PageReference.NOT_RAM;
      }
      lastFound = run;
    }
    return advance(run.first(), frame - run.start());
  }

  public static long advance(long firstReference, long pages) {
    return PageReference.isStored(firstReference) ? firstReference + pages : firstReference;
  }

  private long lastRunAtOrBelow(long frame) throws IOException {
    long low = 0;
    long high = runs - 1;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      if (header(middle) >>> PageMapFormat.COUNT_BITS <= frame) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private long header(long run) throws IOException {
    return file.longAt(PageMapFormat.HEADER_SIZE + run * PageMapFormat.RUN_SIZE);
  }

  private long first(long run) throws IOException {
    return file.longAt(PageMapFormat.HEADER_SIZE + run * PageMapFormat.RUN_SIZE + 8);
  }

  /** The packs that the map refers to, by number, with the SHA-256 of each one's index. */
  public SortedMap<Integer, byte[]> packs() throws IOException {
    SortedMap<Integer, byte[]> packs = new TreeMap<>();
    long start = PageMapFormat.HEADER_SIZE + runs * PageMapFormat.RUN_SIZE;
    for (long i = 0; i < packCount; i++) {
      long entry = start + i * PageMapFormat.PACK_SIZE;
      byte[] sha256 = new byte[Sha256.LENGTH];
      file.read(entry + 8, ByteBuffer.wrap(sha256));
      packs.put((int) file.longAt(entry), sha256);
    }
    return packs;
  }

  public Cursor cursor() {
    return new Cursor();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Walks the runs in the order of frames; for one thread. */
  public final class Cursor {
    private long run = -1;
    private long start;
    private long count;
    private long reference;

    /** Moves to the next run; false after the last. */
    public boolean next() throws IOException {
      if (run + 1 >= runs) {
        run = runs;
        start = Long.MAX_VALUE;
        count = 0;
        return false;
      }
      run++;
      long header = header(run);
      start = header >>> PageMapFormat.COUNT_BITS;
      count = header & PageMapFormat.MAX_COUNT;
      reference = first(run);
      return true;
    }

    /** The reference of a frame that is not below any frame asked before; O(1) on average. */
    public long seek(long frame) throws IOException {
      while (run < runs && (run < 0 || frame >= start + count)) {
        next();
      }
      return frame < start || run >= runs
          ? PageReference.NOT_RAM
          : advance(reference, frame - start);
    }

    public long start() {
      return start;
    }

    /** Pages in the run. */
    public long count() {
      return count;
    }

    /** The reference of the run's first page. */
    public long reference() {
      return reference;
    }
  }
}
