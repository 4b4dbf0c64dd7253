package org.kexshot.seal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Opened segments of any number of files, 16 MiB at most. Any number of threads may use it. */
public final class SegmentCache {
  private static final int SLOTS = 1 << 10;

  private record Entry(Object file, long segment, ByteBuffer plain) {}

  private final AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(SLOTS);

  /** Null if it is not there. */
  ByteBuffer get(Object file, long segment) {
    Entry entry = entries.get(slot(file, segment));
    return entry != null && entry.segment == segment && entry.file == file ? entry.plain : null;
  }

  void put(Object file, long segment, ByteBuffer plain) {
    entries.set(slot(file, segment), new Entry(file, segment, plain));
  }

  private static int slot(Object file, long segment) {
    return (int) (System.identityHashCode(file) * 31L + segment & SLOTS - 1);
  }
}
