package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.kexshot.store.file.CacheFile;
import org.kexshot.store.file.Magic;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;

/**
 * Finds the stored page that has a given SHA-256: an open-addressing hash table in a file. What it
 * says is a hint that the caller checks against the pack's own hashes. It is a cache: one that a
 * crash left half-written is emptied, and filled again from the packs.
 *
 * <pre>
 * header  magic "kexstabl" (8), version u32, log2 of slots u32, used slots u64 (all ones while the
 *         table is being written), packs entered u64, CRC-32 of all before u32, zero u32
 * slots   first eight bytes of the hash u64, hidden if encrypted, {@link PageReference} u64; 0 is empty
 * </pre>
 *
 * Read and written by position and not mapped: a full disk is then an exception and not a fault,
 * and a 32-bit process is not short of addresses. What is kept in memory, {@link TableSlots} says.
 */
public final class PageDirectory implements Closeable {
  private static final long MAGIC = Magic.of("kexstabl");
  private static final int VERSION = 2;
  private static final int HEADER_SIZE = 40;
  private static final int SLOT_SIZE = TableSlots.SLOT_SIZE;
  private static final long BEING_WRITTEN = -1;
  private static final int SMALLEST = 14;

  /** Far more than any page of a table that is as it should be needs. */
  private static final int MOST_PROBED = 4096;

  /** Tells whether a stored page is what is looked for. */
  @FunctionalInterface
  interface Candidate {
    boolean matches(long reference) throws IOException;
  }

  private final RepositoryFiles files;
  private final Path path;
  private CacheFile file;
  private TableSlots table;
  private int slotBits;
  private long used;
  private int packsEntered;
  private boolean changed;
  private boolean damaged;

  /** Opens the table, or starts an empty one if there is none of this version. */
  public PageDirectory(RepositoryFiles files) throws IOException {
    this.files = files;
    this.path = files.layout().pageTable();
    files.makeDirectory(files.layout().cache());
    file = files.openCache(path);
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    file.read(0, header);
    header.rewind();
    boolean known =
        header.getLong() == MAGIC
            && header.getInt() == VERSION
            && header.getInt(HEADER_SIZE - 8) == checksum(header);
    slotBits = header.getInt();
    used = header.getLong();
    packsEntered = (int) header.getLong();
    if (!known
        || slotBits < SMALLEST
        || slotBits > 40
        || used < 0
        || file.size() != HEADER_SIZE + ((long) SLOT_SIZE << slotBits)) {
      slotBits = SMALLEST;
      reset();
    } else {
      table = new TableSlots(file, HEADER_SIZE);
    }
  }

  private void reset() throws IOException {
    table = new TableSlots(file, HEADER_SIZE);
    changed = false;
    damaged = false;
    used = 0;
    packsEntered = 0;
    file.clear();
    file.write(HEADER_SIZE + ((long) SLOT_SIZE << slotBits) - 1, ByteBuffer.allocate(1));
    writeHeader(used);
  }

  /** The highest pack whose pages are all in the table. */
  public int packsEntered() {
    return packsEntered;
  }

  /**
   * Enters the pages of all packs that are not in the table yet. One that is damaged or missing is
   * passed over.
   */
  public void enterAll(PackSet packs, int lastPack) throws IOException {
    int[] numbers =
        files.list(files.layout().packs()).stream()
            .mapToInt(RepositoryLayout::leadingNumber)
            .filter(number -> number > packsEntered && number <= lastPack)
            .distinct()
            .sorted()
            .toArray();
    for (int number : numbers) {
      if (packs.isThere(number)) {
        try {
          enter(packs.pack(number));
        } catch (RepositoryException unusable) {
          packsEntered = number;
        }
      }
    }
  }

  /** Empties the table and fills it from the packs. */
  void refill(PackSet packs, int lastPack) throws IOException {
    slotBits = SMALLEST;
    reset();
    enterAll(packs, lastPack);
  }

  private void enter(Pack pack) throws IOException {
    for (long position = 0; position < pack.pages(); position++) {
      if (!pack.isHole(position)) {
        put(pack.hashPart(position, 0), PageReference.stored(pack.number(), position));
      }
    }
    entered(pack.number());
  }

  /** Records that the pages of a pack were put one by one and the pack is committed. */
  void entered(int pack) throws IOException {
    changed = true;
    packsEntered = pack;
  }

  /** Whether it was found that the table cannot be right. Then it is to be filled again. */
  boolean isDamaged() {
    return damaged;
  }

  /**
   * The first stored page under that hash that the caller recognises.
   *
   * @param hash the first eight bytes of the SHA-256
   * @return a {@link PageReference}, or {@link PageReference#NOT_RAM} if there is none
   */
  long find(long hash, Candidate candidate) throws IOException {
    long wanted = files.hidden(hash);
    long slots = 1L << slotBits;
    long slot = wanted & slots - 1;
    for (int seen = 0; seen < MOST_PROBED; seen++) {
      long reference = table.reference(slot);
      if (reference == 0) {
        return PageReference.NOT_RAM;
      }
      if (table.key(slot) == wanted && candidate.matches(reference)) {
        return reference;
      }
      slot = slot + 1 & slots - 1;
    }
    damaged = true;
    return PageReference.NOT_RAM;
  }

  /** Adds a page; a damaged table may not take it. */
  void put(long hash, long reference) throws IOException {
    putKey(files.hidden(hash), reference);
  }

  private void putKey(long key, long reference) throws IOException {
    if (used >= (1L << slotBits) / 4 * 3) {
      grow();
    }
    if (!changed) {
      writeHeader(BEING_WRITTEN);
      changed = true;
    }
    long slots = 1L << slotBits;
    long slot = key & slots - 1;
    for (int seen = 0; seen < MOST_PROBED; seen++) {
      if (table.reference(slot) == 0) {
        table.put(slot, key, reference);
        used++;
        return;
      }
      slot = slot + 1 & slots - 1;
    }
    damaged = true;
  }

  /** Moves every entry to a table of twice the size, which replaces this one's file. */
  private void grow() throws IOException {
    Path grown = path.resolveSibling(path.getFileName() + ".grown");
    files.delete(grown);
    table.flush();
    CacheFile old = file;
    long oldSlots = 1L << slotBits;
    int entered = packsEntered;
    file = files.openCache(grown);
    slotBits++;
    reset();
    packsEntered = entered;
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    long end = HEADER_SIZE + oldSlots * SLOT_SIZE;
    for (long at = HEADER_SIZE; at < end; ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      old.read(at, chunk);
      at += chunk.limit();
      chunk.flip();
      while (chunk.remaining() >= SLOT_SIZE) {
        long key = chunk.getLong();
        long reference = chunk.getLong();
        if (reference != 0) {
          putKey(key, reference);
        }
      }
    }
    old.close();
    files.move(grown, path);
  }

  private void writeHeader(long usedSlots) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(VERSION).putInt(slotBits).putLong(usedSlots).putLong(packsEntered);
    header.putInt(checksum(header)).putInt(0);
    file.write(0, header.flip());
  }

  /** Of the first four members. */
  private static int checksum(ByteBuffer header) {
    CRC32 crc = new CRC32();
    crc.update(header.array(), 0, HEADER_SIZE - 8);
    return (int) crc.getValue();
  }

  /** Marks the table as whole; without this the next one to open it empties it. */
  @Override
  public void close() throws IOException {
    try (CacheFile closing = file) {
      if (changed && !damaged && closing.isOpen()) {
        table.flush();
        writeHeader(used);
      }
    }
  }
}
