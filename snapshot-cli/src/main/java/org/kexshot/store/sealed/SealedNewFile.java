package org.kexshot.store.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.kexshot.seal.SealingKey;
import org.kexshot.seal.SealingOutput;
import org.kexshot.seal.SegmentCache;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.StoredFile;

/** A file that is encrypted as it is written; its last segment when it gets its name. */
final class SealedNewFile implements NewFile {
  private final SealingKey key;
  private final NewFile file;
  private final SegmentCache cache;
  private final SealingOutput output;

  /**
   * @param cache for where it is read again
   */
  SealedNewFile(SealingKey key, NewFile file, SegmentCache cache) {
    this.key = key;
    this.file = file;
    this.cache = cache;
    this.output = new SealingOutput(key, file::write);
  }

  @Override
  public Path temporary() {
    return file.temporary();
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    output.write(bytes);
  }

  /** They take room: where there are zeros is to be seen by nobody. */
  @Override
  public void skip(long zeros) throws IOException {
    output.skip(zeros);
  }

  @Override
  public StoredFile reread() throws IOException {
    output.finish(file.temporary().getFileName().toString());
    return SealedStoredFile.open(key, file.reread(), cache);
  }

  @Override
  public void commit(Path name) throws IOException {
    output.finish(name.getFileName().toString());
    file.commit(name);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
