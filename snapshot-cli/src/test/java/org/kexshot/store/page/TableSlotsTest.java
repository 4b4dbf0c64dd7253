package org.kexshot.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.store.file.CacheFile;
import org.kexshot.store.file.LocalFiles;

class TableSlotsTest {
  private static final int START = 40;
  private static final int SLOTS = 1 << 16;
  private static final int CHANGES = 5000;

  @TempDir private Path directory;

  /** Of 256 parts of 4 KiB 64 are kept. */
  @Test
  void whatWasPutIsThereAlsoWhereItsPartWasNotKept() throws IOException {
    LocalFiles files = new LocalFiles(directory);
    files.makeDirectory(files.layout().cache());
    Map<Long, Long> expected = new HashMap<>();
    Random random = new Random(5);
    try (CacheFile file = files.openCache(files.layout().pageTable())) {
      file.write(START + SLOTS * TableSlots.SLOT_SIZE - 1, ByteBuffer.allocate(1));
      TableSlots slots = new TableSlots(file, START, 1);
      for (int i = 0; i < CHANGES; i++) {
        long slot = random.nextInt(SLOTS);
        long value = random.nextLong();
        slots.put(slot, value, ~value);
        expected.put(slot, value);
      }
      requireAll(slots, expected);
      slots.flush();
      requireAll(new TableSlots(file, START, 1), expected);
    }
  }

  private static void requireAll(TableSlots slots, Map<Long, Long> expected) throws IOException {
    for (long slot = 0; slot < SLOTS; slot++) {
      Long value = expected.get(slot);
      assertThat(slots.key(slot)).isEqualTo(value == null ? 0 : value);
      assertThat(slots.reference(slot)).isEqualTo(value == null ? 0 : ~value);
    }
  }
}
