package org.kexshot.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.TestRegions;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

class FlattenedRegionTest {
  /** Records in any order, overlapping or not: what a plain writer into an array leaves. */
  @Property(tries = 200)
  void laterRecordsOverwriteEarlierOnes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] file = new byte[300];
    boolean[] written = new boolean[file.length];
    ByteBuffer stream = ByteBuffer.allocate(1 << 16).put(FlattenedLayout.header());
    int records = random.nextInt(20);
    for (int i = 0; i < records; i++) {
      int start = random.nextInt(file.length);
      byte[] data = new byte[random.nextInt(file.length - start + 1)];
      random.nextBytes(data);
      stream.putLong(start).putLong(data.length).put(data);
      System.arraycopy(data, 0, file, start, data.length);
      java.util.Arrays.fill(written, start, start + data.length, true);
    }
    stream.putLong(-1).putLong(-1);
    FlattenedRegion region = FlattenedRegion.open(TestRegions.of("f", stream.flip()));
    assertThat(region.problems()).isEmpty();
    for (int i = 0; i < file.length; i++) {
      int at = i;
      if (written[i]) {
        assertThat(region.little(i, 1).get(0)).isEqualTo(file[i]);
      } else {
        assertThatThrownBy(() -> region.little(at, 1)).isInstanceOf(TruncatedException.class);
      }
    }
  }

  @Test
  void aStreamThatBreaksOffGoesAsFarAsItGoes() throws IOException {
    ByteBuffer stream = ByteBuffer.allocate(1 << 13).put(FlattenedLayout.header());
    stream.putLong(0).putLong(8).put(new byte[] {1, 2, 3});
    FlattenedRegion region = FlattenedRegion.open(TestRegions.of("f", stream.flip()));
    assertThat(region.problems()).singleElement().asString().contains("without its end mark");
    assertThat(region.length()).isEqualTo(3);
    assertThat(region.little(0, 3).array()).containsExactly(1, 2, 3);
  }

  @Test
  void namesARecordThatCannotBe() {
    ByteBuffer stream = ByteBuffer.allocate(1 << 13).put(FlattenedLayout.header());
    stream.putLong(0).putLong(-2);
    ByteRegion region = TestRegions.of("broken", stream.flip());
    assertThatThrownBy(() -> FlattenedRegion.open(region))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("offset 0x1000")
        .hasMessageContaining("-2 bytes");
  }
}
