package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

class FrameStreamTest {
  private static final MemoryModel MODEL =
      MemoryModel.random(
          7,
          Set.of(PageState.UNREADABLE),
          new PhysicalRange(0x1000, 0x10_0000),
          new PhysicalRange(0x20_0000, 0x28_0000));

  /** Runs with pages in them that cannot be read are among the frames. */
  @Test
  void hasThePagesThatHoldSomethingInTheOrderOfFrames() throws IOException {
    PfnSet frames = MODEL.ramFrames();
    PfnSet present = MODEL.frames(PageState.PRESENT);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    PfnSet zeros = new PfnSet(frames.end());
    for (long pfn = present.nextIn(0); pfn < present.end(); pfn = present.nextIn(pfn + 1)) {
      if (MODEL.isZero(pfn)) {
        zeros.add(pfn);
      } else {
        expected.write(MODEL.page(pfn));
      }
    }
    assertThat(zeros.count()).isPositive();
    FrameStream stream = new FrameStream(MODEL, frames);
    assertThat(stream.readAllBytes()).isEqualTo(expected.toByteArray());
    assertThat(stream.zeros()).isEqualTo(zeros);
    PfnSet copied = present.copy();
    copied.removeAll(zeros);
    assertThat(stream.copied()).isEqualTo(copied);
    assertThat(stream.read()).isEqualTo(-1);
  }

  @Test
  void readsNothingButTheFramesThatAreWanted() throws IOException {
    PfnSet present = MODEL.frames(PageState.PRESENT);
    long first = present.nextIn(0);
    while (MODEL.isZero(first)) {
      first = present.nextIn(first + 1);
    }
    PfnSet one = new PfnSet(MODEL.endPfn());
    one.add(first);
    FrameStream stream = new FrameStream(MODEL, one);
    assertThat(stream.read()).isEqualTo(Byte.toUnsignedInt(MODEL.page(first)[0]));
    assertThat(stream.readAllBytes()).hasSize(4095);
    assertThat(new FrameStream(MODEL, new PfnSet(0)).read(new byte[1], 0, 1)).isEqualTo(-1);
  }
}
