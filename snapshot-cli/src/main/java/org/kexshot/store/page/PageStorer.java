package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.kexshot.store.file.HashBytes;
import org.kexshot.store.file.RepositoryFiles;

/**
 * Gives each page its place: that of the equal page in the parent snapshot at the same frame, which
 * is the cheapest to find, or else of any equal page in the repository, or else a new one. Hashes
 * decide, no stored page is read. For one thread; see {@link BatchReader} for the work that is
 * shared out.
 */
public final class PageStorer implements Closeable {
  /** Commits packs in its caller's way. */
  @FunctionalInterface
  public interface PackKeeper {
    PackSummary commit(PackWriter pack, Path name) throws IOException;
  }

  private final RepositoryFiles files;
  private final PackSet packs;
  private final PageDirectory table;
  private final Executor executor;
  private final BlockCodec codec;
  private final int lastPackNumber;
  private final PackKeeper keeper;
  private final List<PackSummary> written = new ArrayList<>();
  private PackWriter writer;
  private long newPages;
  private long sharedPages;

  /**
   * Begins to store.
   *
   * @param executor compresses
   * @param lastPackNumber the highest that was ever used
   * @param keeper commits packs
   */
  public PageStorer(
      RepositoryFiles files,
      PackSet packs,
      PageDirectory table,
      Executor executor,
      BlockCodec codec,
      int lastPackNumber,
      PackKeeper keeper) {
    this.files = files;
    this.packs = packs;
    this.table = table;
    this.executor = executor;
    this.codec = codec;
    this.lastPackNumber = lastPackNumber;
    this.keeper = keeper;
  }

  /**
   * The reference under which page {@code index} of the batch is stored from now on.
   *
   * @param inParent what the parent snapshot has at that frame
   */
  public long store(PageBatch batch, int index, long inParent) throws IOException {
    byte[] hashes = batch.hashes();
    int hashOffset = PageBatch.hashOffset(index);
    if (PageReference.isStored(inParent) && packs.hasHash(inParent, hashes, hashOffset)) {
      sharedPages++;
      return inParent;
    }
    long key = HashBytes.part(hashes, hashOffset, 0);
    long found = table.find(key, reference -> holds(reference, hashes, hashOffset));
    if (found != PageReference.NOT_RAM) {
      sharedPages++;
      return found;
    }
    if (writer == null) {
      writer = new PackWriter(files, nextPack(), codec, executor);
    }
    long position = writer.append(batch.pages(), PageBatch.pageOffset(index), hashes, hashOffset);
    long reference = PageReference.stored(writer.number(), position);
    table.put(key, reference);
    newPages++;
    if (writer.isFull()) {
      endPack();
    }
    return reference;
  }

  private int nextPack() {
    int number = lastPack() + 1;
    if (number > PageReference.MAX_PACK) {
      throw new IllegalStateException(files.layout().packs() + ": all pack numbers are used");
    }
    return number;
  }

  private int lastPack() {
    return written.isEmpty() ? lastPackNumber : written.get(written.size() - 1).number();
  }

  /** The table may remember pages of a writer that died, so a pack must exist and hold the hash. */
  private boolean holds(long reference, byte[] hashes, int hashOffset) throws IOException {
    int pack = PageReference.pack(reference);
    long position = PageReference.position(reference);
    if (writer != null && pack == writer.number()) {
      return writer.hasHash(position, hashes, hashOffset);
    }
    return pack >= 1
        && pack <= lastPack()
        && packs.isThere(pack)
        && position < packs.pack(pack).pages()
        && packs.hasHash(reference, hashes, hashOffset);
  }

  private void endPack() throws IOException {
    PackSummary summary = keeper.commit(writer, files.layout().pack(writer.number()));
    writer.close();
    writer = null;
    written.add(summary);
    table.entered(summary.number());
  }

  /** Ends the last pack. */
  public void finish() throws IOException {
    if (writer != null) {
      endPack();
    }
  }

  public StorageUse use(long mapBytes) {
    return new StorageUse(newPages, sharedPages, mapBytes, written);
  }

  /** The packs written so far. */
  public List<PackSummary> written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
