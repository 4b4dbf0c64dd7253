package org.kexshot.format.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest implements DumpSinkContract {
  @TempDir private Path directory;
  private final List<FileChannel> channels = new ArrayList<>();

  @Override
  public Written open() throws IOException {
    Path file = directory.resolve("dump" + channels.size());
    FileChannel channel = channel(file, StandardOpenOption.CREATE_NEW);
    DumpSink sink = new FileSink(channel);
    return new Written() {
      @Override
      public DumpSink sink() {
        return sink;
      }

      @Override
      public byte[] file() throws IOException {
        return Files.readAllBytes(file);
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }
    };
  }

  private FileChannel channel(Path file, StandardOpenOption how) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how);
    channels.add(channel);
    return channel;
  }

  @Override
  public DumpSink openFull() throws IOException {
    return new FileSink(channel(Path.of("/dev/full"), StandardOpenOption.WRITE));
  }

  @AfterEach
  void closeChannels() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }
}
