package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {
  private static final long LENGTH = 3L << 30;

  @TempDir private Path directory;

  /** On any file system a hole is only what is zero; one that knows none has a file of data. */
  @Test
  void dataIsNeverTakenForAHole() throws IOException {
    Path path = directory.resolve("sparse");
    long[] places = {0, 1 << 20, LENGTH / 2 + 5, LENGTH - 1};
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(LENGTH);
      for (long place : places) {
        file.seek(place);
        file.write(1);
      }
    }
    try (SparseFile file = SparseFile.open(path)) {
      assertThat(file.length()).isEqualTo(LENGTH);
      for (long place : places) {
        assertThat(file.nextData(place)).isEqualTo(place);
        assertThat(file.dataEnd(place)).isGreaterThan(place);
      }
      long holes = 0;
      for (long at = 0; at < LENGTH; ) {
        long data = file.nextData(at);
        for (long place : places) {
          assertThat(place >= at && place < data).as("0x%x in a hole", place).isFalse();
        }
        holes += data - at;
        at = file.dataEnd(data);
      }
      assertThat(file.holeBytes()).isEqualTo(holes);
      assertThat(file.nextData(LENGTH)).isEqualTo(LENGTH);
      assertThat(file.dataEnd(LENGTH)).isEqualTo(LENGTH);
    }
  }

  @Test
  void aSmallFileIsAllData() throws IOException {
    Path path = directory.resolve("small");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(1 << 20);
    }
    try (SparseFile file = SparseFile.open(path)) {
      assertThat(file.nextData(0)).isZero();
      assertThat(file.dataEnd(0)).isEqualTo(1 << 20);
      assertThat(file.holeBytes()).isZero();
    }
  }
}
