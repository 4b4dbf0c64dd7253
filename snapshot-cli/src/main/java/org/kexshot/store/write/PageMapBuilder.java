package org.kexshot.store.write;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.Executor;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.manifest.PageCounts;
import org.kexshot.store.map.ImageDigest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.map.PageMapWriter;
import org.kexshot.store.page.BatchReader;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageBatch;
import org.kexshot.store.page.PageReference;
import org.kexshot.store.page.PageStorer;

/** Stores an image's pages one after another and maps each page frame to its page. */
final class PageMapBuilder {
  private final PageStorer storer;
  private final PageMapWriter map;
  private final PageMap.Cursor parent;
  private final BitSet packs = new BitSet();
  private final ImageDigest digest = new ImageDigest();
  private long kept;
  private long zero;
  private long excluded;
  private long unreadable;

  /**
   * @param inherited the parent's page map, or null if there is no parent
   */
  PageMapBuilder(PageStorer storer, PageMapWriter map, PageMap inherited) {
    this.storer = storer;
    this.map = map;
    this.parent = inherited == null ? null : inherited.cursor();
  }

  /** Adds all of the memory, reading and hashing on the executor's threads. */
  PageCounts addAll(PhysicalMemory memory, Executor executor, PageProgress progress)
      throws IOException {
    long total = 0;
    for (PhysicalRange range : memory.ram()) {
      total += range.length() >>> Page.SHIFT;
    }
    BatchReader reader = new BatchReader(memory, executor);
    long done = 0;
    for (PageBatch batch = reader.next(); batch != null; batch = reader.next()) {
      add(batch);
      done += batch.frames();
      progress.pages(Math.min(done, total), total);
    }
    return new PageCounts(kept, zero, excluded, unreadable);
  }

  private void add(PageBatch batch) throws IOException {
    if (batch.isRun()) {
      addRun(batch);
      return;
    }
    for (int i = 0; i < batch.frames(); i++) {
      long frame = batch.firstFrame() + i;
      switch (batch.state(i)) {
        case PRESENT -> addPresent(batch, i, frame);
        case EXCLUDED -> {
          excluded++;
          addRun(frame, 1, PageReference.EXCLUDED);
        }
        case UNREADABLE -> {
          unreadable++;
          addRun(frame, 1, PageReference.UNREADABLE);
        }
        case NOT_RAM -> {}
      }
    }
  }

  private void addRun(PageBatch batch) throws IOException {
    long reference = PageReference.ZERO;
    switch (batch.state(0)) {
      case PRESENT -> zero += batch.frames();
      case EXCLUDED -> {
        excluded += batch.frames();
        reference = PageReference.EXCLUDED;
      }
      case UNREADABLE -> {
        unreadable += batch.frames();
        reference = PageReference.UNREADABLE;
      }
      case NOT_RAM -> {
        return;
      }
    }
    addRun(batch.firstFrame(), batch.frames(), reference);
  }

  private void addRun(long frame, long count, long kind) throws IOException {
    map.addRun(frame, count, kind);
    digest.run(frame, count, kind);
  }

  private void addPresent(PageBatch batch, int index, long frame) throws IOException {
    if (batch.isZeroPage(index)) {
      zero++;
      addRun(frame, 1, PageReference.ZERO);
      return;
    }
    kept++;
    long inParent = parent == null ? PageReference.NOT_RAM : parent.seek(frame);
    long reference = storer.store(batch, index, inParent);
    packs.set(PageReference.pack(reference));
    map.add(frame, reference);
    batch.addTo(digest::page, index);
  }

  /**
   * Ends the last pack, names in the map each pack that is needed to read what it refers to, with
   * the pack's hash; and ends the map.
   *
   * @return the digest of the image
   */
  String finish(PackSet opened) throws IOException {
    storer.finish();
    BitSet needed = (BitSet) packs.clone();
    for (int pack = packs.nextSetBit(0); pack >= 0; pack = packs.nextSetBit(pack + 1)) {
      opened.bases(pack).forEach(needed::set);
    }
    for (int pack = needed.nextSetBit(0); pack >= 0; pack = needed.nextSetBit(pack + 1)) {
      map.refersTo(pack, opened.expected(pack));
    }
    return digest.end();
  }
}
