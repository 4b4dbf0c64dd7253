package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.DumpSinkContract;
import org.kexshot.format.write.SlowChannel;

class InOrderSinkTest implements DumpSinkContract {
  @Override
  public Written open() {
    SlowChannel channel = new SlowChannel(Long.MAX_VALUE);
    DumpSink sink = new InOrderSink(channel);
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
      public boolean isOpen() {
        return channel.isOpen();
      }
    };
  }

  @Override
  public DumpSink openFull() {
    return new InOrderSink(new SlowChannel(0));
  }

  @Override
  public boolean takesAnyOrder() {
    return false;
  }

  @Test
  void aGapIsRefusedBeforeAnythingOfItIsWritten() throws IOException {
    SlowChannel channel = new SlowChannel(Long.MAX_VALUE);
    DumpSink sink = new InOrderSink(channel);
    sink.write(0, ByteBuffer.allocate(10));
    assertThatThrownBy(() -> sink.write(11, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("0xb is written after 0xa; a stream takes bytes in order only");
    assertThat(channel.taken()).hasSize(10);
  }
}
