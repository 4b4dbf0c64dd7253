package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.DumpSinkContract;
import org.kexshot.format.write.FileSink;

class NamedSinkTest implements DumpSinkContract {
  @TempDir private Path directory;
  private final List<FileChannel> channels = new ArrayList<>();

  @Override
  public Written open() throws IOException {
    Path file = directory.resolve("dump" + channels.size());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    channels.add(channel);
    return new FileWritten(new NamedSink("the.dump", new FileSink(channel)), file, channel);
  }

  @Override
  public DumpSink openFull() throws IOException {
    FileChannel channel = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    channels.add(channel);
    return new NamedSink("the.dump", new FileSink(channel));
  }

  @Test
  void aFailureNamesTheFileAndThePlace() throws IOException {
    DumpSink sink = openFull();
    assertThatThrownBy(() -> sink.write(0x1234, ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("the.dump: cannot be written at 0x1234: No space left on device");
  }

  @AfterEach
  void closeChannels() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }
}
