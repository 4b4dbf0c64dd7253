package org.kexshot.output;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.FileSink;
import org.kexshot.io.PendingFile;

/** A new file. It appears under its name when it is whole, readable by its owner only. */
final class FileOutput implements DumpOutput {
  private final Path path;
  private final PendingFile pending;

  /**
   * Begins one.
   *
   * @param told is told what a killed writer left beside it, which is removed
   */
  FileOutput(Path path, Consumer<String> told) throws IOException {
    this.path = path;
    this.pending = PendingFile.beside(path, told);
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
    pending.commit(path);
  }

  @Override
  public void close() throws IOException {
    pending.close();
  }
}
