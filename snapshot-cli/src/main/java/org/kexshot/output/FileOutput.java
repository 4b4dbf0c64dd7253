package org.kexshot.output;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.FileSink;
import org.kexshot.io.PendingFile;

/** A new file. It appears under its name when it is whole, readable by its owner only. */
final class FileOutput implements DumpOutput {
  private final Path path;
  private final PendingFile pending;

  FileOutput(Path path) throws IOException {
    this.path = path;
    this.pending = new PendingFile(path.toAbsolutePath().getParent(), "kexshot-export");
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  public DumpSink positions() {
    return new NamedSink(name(), new FileSink(pending.channel()));
  }

  @Override
  public WritableByteChannel sequence() {
    return new NamedChannel(name(), pending.channel());
  }

  @Override
  public void commit() throws IOException {
    pending.commit(path.toAbsolutePath());
  }

  @Override
  public void close() throws IOException {
    pending.close();
  }
}
