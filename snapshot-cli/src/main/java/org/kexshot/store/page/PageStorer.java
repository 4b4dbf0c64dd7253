package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.HashBytes;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;

/**
 * Gives each page its place: that of the equal page in the parent snapshot at the same frame, which
 * is the cheapest to find, or else of any equal page in the repository, or else a new one. Hashes
 * decide, no stored page is unpacked; that its block has its checksum is made sure of. For one
 * thread; see {@link BatchReader} for the work that is shared out.
 */
public final class PageStorer implements Closeable {
  /** Commits packs, and knows of those that are there. */
  public interface PackKeeper {
    PackSummary commit(PackWriter pack, Path name) throws IOException;

    /** SHA-256 of a pack's index, as a snapshot has it; empty if none has. */
    Optional<byte[]> hashOf(int pack) throws IOException;
  }

  private final RepositoryFiles files;
  private final FormatVersion version;
  private final PackSet packs;
  private final PageDirectory table;
  private final Executor executor;
  private final BlockCodec codec;
  private final int lastPackNumber;
  private final PackKeeper keeper;
  private final List<PackSummary> written = new ArrayList<>();
  private final BitSet unusable = new BitSet();
  private Pack lastUsable;
  private PackWriter writer;
  private long newPages;
  private long sharedPages;

  /**
   * Begins to store.
   *
   * @param executor compresses
   * @param lastPackNumber the highest that was ever used
   * @param keeper commits packs, and knows of those that are there
   */
  public PageStorer(
      RepositoryFiles files,
      FormatVersion version,
      PackSet packs,
      PageDirectory table,
      Executor executor,
      BlockCodec codec,
      int lastPackNumber,
      PackKeeper keeper) {
    this.files = files;
    this.version = version;
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
    if (PageReference.isStored(inParent) && isStoredAs(inParent, hashes, hashOffset)) {
      sharedPages++;
      return inParent;
    }
    long key = HashBytes.part(hashes, hashOffset, 0);
    long found = find(key, hashes, hashOffset);
    if (found != PageReference.NOT_RAM) {
      sharedPages++;
      return found;
    }
    if (writer == null) {
      writer = new PackWriter(files, version, nextPack(), packs, codec, executor);
    }
    long position =
        writer.append(
            batch.pages(), PageBatch.pageOffset(index), hashes, hashOffset, base(inParent));
    long reference = PageReference.stored(writer.number(), position);
    table.put(key, reference);
    newPages++;
    if (writer.isFull()) {
      endPack();
    }
    return reference;
  }

  /**
   * The page that a new one at the place of a parent's page may be told to differ from; none if
   * that cannot be read.
   */
  private long base(long inParent) throws IOException {
    if (version == FormatVersion.ONE || !PageReference.isStored(inParent)) {
      return PageReference.NOT_RAM;
    }
    try {
      long base = packs.base(inParent);
      if (!PageReference.isStored(base)) {
        return PageReference.NOT_RAM;
      }
      Pack pack = usable(PageReference.pack(base));
      boolean isUsable = pack != null && packs.isSound(pack, PageReference.position(base));
      return isUsable ? base : PageReference.NOT_RAM;
    } catch (RepositoryException damaged) {
      return PageReference.NOT_RAM;
    }
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

  private long find(long key, byte[] hashes, int hashOffset) throws IOException {
    long found = table.find(key, reference -> holds(reference, hashes, hashOffset));
    if (!table.isDamaged()) {
      return found;
    }
    table.refill(packs, lastPack());
    if (writer != null) {
      for (int position = 0; position < writer.pages(); position++) {
        table.put(writer.hashKey(position), PageReference.stored(writer.number(), position));
      }
    }
    return table.find(key, reference -> holds(reference, hashes, hashOffset));
  }

  /** The table may remember pages of a writer that died, so a pack must exist and hold the hash. */
  private boolean holds(long reference, byte[] hashes, int hashOffset) throws IOException {
    int pack = PageReference.pack(reference);
    long position = PageReference.position(reference);
    if (writer != null && pack == writer.number()) {
      return writer.hasHash(position, hashes, hashOffset);
    }
    return pack >= 1 && pack <= lastPack() && isStoredAs(reference, hashes, hashOffset);
  }

  /**
   * Whether a page with that hash is stored there and can be read: what is damaged is stored again,
   * for the page is at hand now.
   */
  private boolean isStoredAs(long reference, byte[] hashes, int hashOffset) throws IOException {
    long position = PageReference.position(reference);
    int number = PageReference.pack(reference);
    try {
      Pack pack = usable(number);
      return pack != null
          && position < pack.pages()
          && pack.hasHash(position, hashes, hashOffset)
          && packs.isSound(pack, position);
    } catch (RepositoryException damaged) {
      makeUnusable(number);
      return false;
    }
  }

  /**
   * A pack whose index is known to be right; null if there is none. One is asked for many times in
   * a row.
   */
  private Pack usable(int number) throws IOException {
    if (lastUsable != null && lastUsable.number() == number) {
      return lastUsable;
    }
    try {
      if (unusable.get(number) || !packs.isThere(number) || !isVouched(number)) {
        return null;
      }
      packs.requireIndex(number);
      lastUsable = packs.pack(number);
      return lastUsable;
    } catch (RepositoryException damaged) {
      makeUnusable(number);
      return null;
    }
  }

  private void makeUnusable(int number) {
    unusable.set(number);
    lastUsable = null;
  }

  /** The hash of the pack's index must be known, for the page map is going to name it. */
  private boolean isVouched(int pack) throws IOException {
    if (packs.expected(pack) != null) {
      return true;
    }
    Optional<byte[]> hash = keeper.hashOf(pack);
    if (hash.isEmpty()) {
      makeUnusable(pack);
      return false;
    }
    packs.expect(Map.of(pack, hash.get()));
    packs.requireIndex(pack);
    for (int base : packs.bases(pack)) {
      if (!isVouched(base)) {
        makeUnusable(pack);
        return false;
      }
    }
    return true;
  }

  private void endPack() throws IOException {
    PackSummary summary = keeper.commit(writer, files.layout().pack(writer.number()));
    writer.close();
    writer = null;
    written.add(summary);
    packs.expect(Map.of(summary.number(), HexFormat.of().parseHex(summary.sha256())));
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
