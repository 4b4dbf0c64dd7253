package org.kexshot.format.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.format.DescribedDump;
import org.kexshot.format.Dump;
import org.kexshot.format.FileDumpContract;
import org.kexshot.format.ImageFixture;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.write.Compression;
import org.kexshot.memory.MemoryModel;

/** A kdump-compressed file, flattened. */
class DescribedDumpTest implements FileDumpContract {
  @Override
  public Dump openDump(MemoryModel model, Closeable source) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    KdumpWriter.write(
        model,
        ImageFixture.allOf(model),
        description(),
        Compression.ZSTD,
        1,
        new FlattenedSink(Channels.newChannel(stream)));
    return DumpFiles.open(ImageFixture.region(stream.toByteArray()), source);
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(1);
  }

  @Test
  void theWrappingIsPartOfTheName() throws IOException {
    try (Dump dump = openDump(image())) {
      assertThat(dump).isInstanceOf(DescribedDump.class);
      assertThat(dump.formatName()).isEqualTo("kdump-compressed v6, flattened");
    }
  }
}
