package org.kexshot.store.map;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.page.PageReference;

/** Writes a page map as a stream of ascending page frames; see {@link PageMapFormat}. */
public final class PageMapWriter implements Closeable {
  private final NewFile file;
  private final MessageDigest digest = Sha256.digest();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final SortedMap<Integer, byte[]> packs = new TreeMap<>();

  private long runs;
  private long bytes;
  private long runStart;
  private long runCount;
  private long runReference;

  public PageMapWriter(RepositoryFiles files, FormatVersion version) throws IOException {
    this.file = files.create("map");
    buffer.putLong(PageMapFormat.MAGIC).putInt(version.number()).putInt(0);
  }

  /**
   * Says what the snapshot holds of the next page frame, which must be above the last one given.
   */
  public void add(long frame, long reference) throws IOException {
    if (runCount > 0 && frame == runStart + runCount && continues(reference)) {
      runCount++;
      return;
    }
    if (frame < runStart + runCount || frame > PageMapFormat.MAX_FRAME) {
      throw new IllegalArgumentException(
          "page frame 0x%x after 0x%x".formatted(frame, runStart + runCount));
    }
    endRun();
    runStart = frame;
    runCount = 1;
    runReference = reference;
  }

  /**
   * Says that of page frames, which must be above the last one given, the snapshot holds the same.
   *
   * @param reference none of a stored page
   */
  public void addRun(long frame, long count, long reference) throws IOException {
    for (long done = 0; done < count; ) {
      add(frame + done, reference);
      long more = Math.min(count - done - 1, PageMapFormat.MAX_COUNT - runCount);
      runCount += more;
      done += 1 + more;
    }
  }

  private boolean continues(long reference) {
    if (runCount == PageMapFormat.MAX_COUNT) {
      return false;
    }
    return PageReference.isStored(runReference)
        ? reference == runReference + runCount
        : reference == runReference;
  }

  private void endRun() throws IOException {
    if (runCount == 0) {
      return;
    }
    room(PageMapFormat.RUN_SIZE);
    buffer.putLong(runStart << PageMapFormat.COUNT_BITS | runCount).putLong(runReference);
    runs++;
  }

  /** Names a pack that runs refer to, with the SHA-256 of its index. */
  public void refersTo(int pack, byte[] sha256) {
    packs.put(pack, sha256);
  }

  /**
   * Ends the map and gives it its name.
   *
   * @param name of its SHA-256
   * @return the SHA-256 of the file in hexadecimal
   */
  public String commit(Function<String, Path> name) throws IOException {
    long endFrame = runStart + runCount;
    endRun();
    for (var pack : packs.entrySet()) {
      room(PageMapFormat.PACK_SIZE);
      buffer.putLong(pack.getKey()).put(pack.getValue());
    }
    room(PageMapFormat.FOOTER_SIZE);
    buffer.putLong(runs).putLong(packs.size()).putLong(endFrame).putLong(PageMapFormat.END_MAGIC);
    drain();
    String sha256 = HexFormat.of().formatHex(digest.digest());
    file.commit(name.apply(sha256));
    return sha256;
  }

  /** Bytes written so far; after {@link #commit} the file's length. */
  public long bytes() {
    return bytes + buffer.position();
  }

  private void room(int size) throws IOException {
    if (buffer.remaining() < size) {
      drain();
    }
  }

  private void drain() throws IOException {
    buffer.flip();
    bytes += buffer.remaining();
    digest.update(buffer.duplicate());
    file.write(buffer);
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
