package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.kexshot.store.file.Magic;
import org.kexshot.store.file.RepositoryException;

/**
 * Finds the stored page that has a given SHA-256: an open-addressing hash table in a file. What it
 * says is a hint that the caller checks against the pack's own hashes. It is a cache: one that a
 * crash left half-written is emptied, and filled again from the packs.
 *
 * <pre>
 * header  magic "kexstabl" (8), version u32, log2 of slots u32, used slots u64 (all ones while the
 *         table is being written), packs entered u64
 * slots   first eight bytes of the hash u64, {@link PageReference} u64; 0 is empty
 * </pre>
 *
 * Read and written by position and not mapped: a full disk is then an exception and not a fault,
 * and a 32-bit process is not short of addresses. One look-up is one read of 256 bytes on average.
 */
public final class PageDirectory implements Closeable {
  private static final long MAGIC = Magic.of("kexstabl");
  private static final int VERSION = 1;
  private static final int HEADER_SIZE = 32;
  private static final int SLOT_SIZE = 16;
  private static final int PROBE_SLOTS = 16;
  private static final long BEING_WRITTEN = -1;
  private static final int SMALLEST = 14;

  /** Tells whether a stored page is what is looked for. */
  @FunctionalInterface
  interface Candidate {
    boolean matches(long reference) throws IOException;
  }

  private final Path path;
  private final ByteBuffer probe =
      ByteBuffer.allocate(PROBE_SLOTS * SLOT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private FileChannel channel;
  private int slotBits;
  private long used;
  private int packsEntered;
  private boolean changed;

  /** Opens the table, or starts an empty one if there is none of this version. */
  public PageDirectory(Path path) throws IOException {
    this.path = path;
    if (!Files.exists(path)) {
      channel = create(path);
      slotBits = SMALLEST;
      reset();
      return;
    }
    channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(header, 0);
    header.rewind();
    boolean known = header.getLong() == MAGIC && header.getInt() == VERSION;
    slotBits = header.getInt();
    used = header.getLong();
    packsEntered = (int) header.getLong();
    if (!known
        || slotBits < SMALLEST
        || slotBits > 40
        || used < 0
        || channel.size() != HEADER_SIZE + ((long) SLOT_SIZE << slotBits)) {
      slotBits = SMALLEST;
      reset();
    }
  }

  private static FileChannel create(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void reset() throws IOException {
    changed = false;
    used = 0;
    packsEntered = 0;
    channel.truncate(0);
    ByteBuffer lastByte = ByteBuffer.allocate(1);
    writeFully(lastByte, HEADER_SIZE + ((long) SLOT_SIZE << slotBits) - 1);
    writeHeader(used);
  }

  /** The highest pack whose pages are all in the table. */
  public int packsEntered() {
    return packsEntered;
  }

  /** Enters every page of a committed pack. */
  public void enter(Pack pack) throws IOException {
    for (long position = 0; position < pack.pages(); position++) {
      put(pack.hashPart(position, 0), PageReference.stored(pack.number(), position));
    }
    entered(pack.number());
  }

  /** Records that the pages of a pack were put one by one and the pack is committed. */
  void entered(int pack) throws IOException {
    changed = true;
    packsEntered = pack;
  }

  /**
   * The first stored page under that hash that the caller recognises.
   *
   * @param hash the first eight bytes of the SHA-256
   * @return a {@link PageReference}, or {@link PageReference#NOT_RAM} if there is none
   * @throws RepositoryException if the table is full, which it never is unless it is damaged
   */
  long find(long hash, Candidate candidate) throws IOException {
    long slots = 1L << slotBits;
    long slot = hash & slots - 1;
    for (long seen = 0; seen < slots; seen += probe.limit() / SLOT_SIZE) {
      readSlots(slot);
      slot = slot + probe.limit() / SLOT_SIZE & slots - 1;
      while (probe.hasRemaining()) {
        long key = probe.getLong();
        long reference = probe.getLong();
        if (reference == 0) {
          return PageReference.NOT_RAM;
        }
        if (key == hash && candidate.matches(reference)) {
          return reference;
        }
      }
    }
    throw full();
  }

  /** A quarter of the slots is empty always. */
  private RepositoryException full() {
    return RepositoryException.corrupt(
        path, "has no empty slot, so it is damaged; it is only a cache: delete it");
  }

  /** Adds a page. */
  void put(long hash, long reference) throws IOException {
    if (used >= (1L << slotBits) / 4 * 3) {
      grow();
    }
    if (!changed) {
      writeHeader(BEING_WRITTEN);
      changed = true;
    }
    long slots = 1L << slotBits;
    long slot = hash & slots - 1;
    for (long seen = 0; seen < slots; seen += probe.limit() / SLOT_SIZE) {
      readSlots(slot);
      for (int i = 0; i < probe.limit() / SLOT_SIZE; i++) {
        if (probe.getLong(i * SLOT_SIZE + 8) == 0) {
          writeSlot(slot + i, hash, reference);
          used++;
          return;
        }
      }
      slot = slot + probe.limit() / SLOT_SIZE & slots - 1;
    }
    throw full();
  }

  private void readSlots(long slot) throws IOException {
    long count = Math.min(PROBE_SLOTS, (1L << slotBits) - slot);
    probe.clear().limit((int) count * SLOT_SIZE);
    while (probe.hasRemaining()) {
      if (channel.read(probe, HEADER_SIZE + slot * SLOT_SIZE + probe.position()) < 0) {
        throw new IOException(path + ": another process cut the page table short; run again");
      }
    }
    probe.flip();
  }

  private void writeSlot(long slot, long hash, long reference) throws IOException {
    probe.clear().limit(SLOT_SIZE);
    probe.putLong(hash).putLong(reference).flip();
    writeFully(probe, HEADER_SIZE + slot * SLOT_SIZE);
  }

  private void writeFully(ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Moves every entry to a table of twice the size, which replaces this one's file. */
  private void grow() throws IOException {
    Path grown = path.resolveSibling(path.getFileName() + ".grown");
    Files.deleteIfExists(grown);
    FileChannel old = channel;
    long oldSlots = 1L << slotBits;
    int entered = packsEntered;
    channel = create(grown);
    slotBits++;
    reset();
    packsEntered = entered;
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    long end = HEADER_SIZE + oldSlots * SLOT_SIZE;
    for (long at = HEADER_SIZE; at < end; ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      while (chunk.hasRemaining() && old.read(chunk, at + chunk.position()) >= 0) {
        continue;
      }
      at += chunk.limit();
      chunk.flip();
      while (chunk.remaining() >= SLOT_SIZE) {
        long key = chunk.getLong();
        long reference = chunk.getLong();
        if (reference != 0) {
          put(key, reference);
        }
      }
    }
    old.close();
    Files.move(grown, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void writeHeader(long usedSlots) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(VERSION).putInt(slotBits).putLong(usedSlots).putLong(packsEntered);
    writeFully(header.flip(), 0);
  }

  /** Marks the table as whole; without this the next one to open it empties it. */
  @Override
  public void close() throws IOException {
    try (FileChannel closing = channel) {
      if (changed && closing.isOpen()) {
        writeHeader(used);
      }
    }
  }
}
