package org.kexshot.format.flattened;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.DumpSinkContract;
import org.kexshot.format.write.SlowChannel;

class FlattenedSinkTest implements DumpSinkContract {
  @Override
  public Written open() {
    SlowChannel channel = new SlowChannel(Long.MAX_VALUE);
    DumpSink sink = new FlattenedSink(channel);
    return new Written() {
      @Override
      public DumpSink sink() {
        return sink;
      }

      @Override
      public byte[] file() {
        return channel.taken();
      }

      @Override
      public byte[] dump() throws IOException {
        FlattenedRegion region = FlattenedRegion.open(ImageFixture.region(file()));
        assertThat(region.problems()).isEmpty();
        return region.little(0, (int) region.length()).array();
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }
    };
  }

  @Override
  public DumpSink openFull() {
    return new FlattenedSink(new SlowChannel(0));
  }

  /** What small records the sink gathered fail at the end, if not before. */
  @Test
  void aStreamThatFillsUpIsToldOfAtTheEnd() {
    DumpSink sink = new FlattenedSink(new SlowChannel(4096));
    assertThatThrownBy(
            () -> {
              sink.write(0, ByteBuffer.allocate(100));
              sink.finish();
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }
}
