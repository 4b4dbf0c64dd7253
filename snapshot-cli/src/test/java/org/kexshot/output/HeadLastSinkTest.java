package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.FileSink;

class HeadLastSinkTest {
  @TempDir private Path directory;

  @Test
  void theHeadIsErasedAtOnceAndWrittenLast() throws IOException {
    byte[] old = new byte[20_000];
    byte[] fresh = new byte[20_000];
    new Random(1).nextBytes(old);
    new Random(2).nextBytes(fresh);
    Path device = Files.write(directory.resolve("device"), old);
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
      HeadLastSink sink = new HeadLastSink(new FileSink(channel));
      assertThat(head(device)).containsOnly(0);
      for (int at = 0; at < fresh.length; at += 1000) {
        sink.write(at, ByteBuffer.wrap(fresh, at, 1000));
      }
      sink.finish();
      assertThat(head(device)).containsOnly(0);
      assertThat(sink.bytesWritten()).isEqualTo(fresh.length);
      sink.writeHead();
    }
    assertThat(Files.readAllBytes(device)).isEqualTo(fresh);
  }

  private static byte[] head(Path device) throws IOException {
    byte[] head = new byte[4096];
    System.arraycopy(Files.readAllBytes(device), 0, head, 0, head.length);
    return head;
  }
}
