package org.kexshot.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AllocatorProbeTest {
  /** Whoever is not root is told of pages, but that each lies in frame 0. */
  @Test
  void tellsAFrameForEachPage() throws IOException {
    long[] frames = AllocatorProbe.frames(1 << 20);
    assertThat(frames).hasSize(256);
    if (SystemCalls.isRoot()) {
      assertThat(Arrays.stream(frames).distinct().count()).isEqualTo(256);
    }
  }
}
