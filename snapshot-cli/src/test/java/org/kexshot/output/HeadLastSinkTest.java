package org.kexshot.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.DumpSinkContract;
import org.kexshot.format.write.FileSink;
import org.kexshot.memory.MemoryModel;

class HeadLastSinkTest implements DumpSinkContract {
  @TempDir private Path directory;
  private final List<FileChannel> channels = new ArrayList<>();

  @Override
  public Written open() throws IOException {
    Path device = directory.resolve("dump" + channels.size());
    FileChannel channel =
        FileChannel.open(device, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    channels.add(channel);
    return new FileWritten(new HeadLastSink(new FileSink(channel)), device, channel);
  }

  @Override
  public DumpSink openFull() throws IOException {
    FileChannel channel = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    channels.add(channel);
    return new HeadLastSink(new FileSink(channel));
  }

  @AfterEach
  void closeChannels() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  /** All that a writer can do before the dump is whole. */
  @Test
  void whatBreaksOffIsNoDump() throws IOException {
    MemoryModel model = MemoryModel.random(1, Set.of(), new PhysicalRange(0, 0x1_0000));
    Written written = open();
    KdumpWriter.write(
        model,
        ImageFixture.allOf(model),
        ImageFixture.description(Architecture.I386),
        Compression.NONE,
        1,
        written.sink());
    byte[] before = written.file();
    assertThatThrownBy(() -> DumpFiles.open(ImageFixture.region(before), () -> {}))
        .isInstanceOf(DumpFormatException.class);
    written.complete();
    try (Dump dump = DumpFiles.open(ImageFixture.region(written.file()), () -> {})) {
      ImageFixture.assertSame(model, dump.memory());
    }
  }

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
