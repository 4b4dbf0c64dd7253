package org.kexshot.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kexshot.format.write.DumpSink;

/** Something that takes bytes one after the other: a pipe, {@code /dev/null}. */
record StreamOutput(String name, WritableByteChannel channel) implements DumpOutput {
  static StreamOutput open(Path path) throws IOException {
    return new StreamOutput(path.toString(), FileChannel.open(path, StandardOpenOption.WRITE));
  }

  @Override
  public boolean isSeekable() {
    return false;
  }

  @Override
  public DumpSink positions() {
    throw new UnsupportedOperationException(name + " takes bytes in order only");
  }

  @Override
  public WritableByteChannel sequence() {
    return new NamedChannel(name, channel);
  }

  @Override
  public void commit() {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
