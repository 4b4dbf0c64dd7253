package org.kexshot.index;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.OutputStreamIndexOutput;
import org.kexshot.seal.SealException;
import org.kexshot.seal.SealedFormat;
import org.kexshot.seal.SealingKey;
import org.kexshot.seal.SealingOutput;
import org.kexshot.seal.SegmentCache;

/**
 * A directory whose files are encrypted ({@link SealedFormat}). Their names are Lucene's, which
 * count and tell nothing. Memory: a cache of 16 MiB at most.
 */
final class SealedDirectory extends FilterDirectory {
  /** What Lucene calls a commit before it is one. */
  private static final String PENDING = "pending_";

  private static final int BUFFER = 1 << 13;

  private final SealingKey key;
  private final SegmentCache cache = new SegmentCache();

  SealedDirectory(Directory directory, SealingKey key) {
    super(directory);
    this.key = key;
  }

  /** The name under which a file opens: that under which it is used. */
  private static String bound(String name) {
    return name.startsWith(PENDING) ? name.substring(PENDING.length()) : name;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return sealed(super.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    return sealed(super.createTempOutput(prefix, suffix, context));
  }

  private IndexOutput sealed(IndexOutput output) {
    SealingOutput sealing =
        new SealingOutput(
            key, bytes -> output.writeBytes(bytes.array(), bytes.position(), bytes.remaining()));
    return new OutputStreamIndexOutput(
        "sealed " + output, output.getName(), new SealingStream(sealing, output), BUFFER);
  }

  /** That of the lock is 0, which is no sealed file. */
  @Override
  public long fileLength(String name) throws IOException {
    long length = super.fileLength(name);
    try {
      return length == 0 ? 0 : SealedFormat.plainLength(length);
    } catch (SealException cut) {
      throw new CorruptIndexException(cut.getMessage(), name, cut);
    }
  }

  @Override
  public IndexInput openInput(String name, IOContext context) throws IOException {
    IndexInput input = super.openInput(name, context);
    try {
      return SealedInput.open(key, input, bound(name), cache);
    } catch (SealException altered) {
      input.close();
      throw new CorruptIndexException(altered.getMessage(), name, altered);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }

  /** What is written to it is sealed; closing it ends the file. */
  private static final class SealingStream extends OutputStream {
    private final SealingOutput sealing;
    private final IndexOutput output;
    private boolean closed;

    SealingStream(SealingOutput sealing, IndexOutput output) {
      this.sealing = sealing;
      this.output = output;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sealing.write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try (IndexOutput closing = output) {
          sealing.finish(bound(closing.getName()));
        }
      }
    }
  }
}
