package org.kexshot.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.BufferedIndexInput;
import org.apache.lucene.store.IndexInput;
import org.kexshot.seal.SealException;
import org.kexshot.seal.SealedReader;
import org.kexshot.seal.SealingKey;
import org.kexshot.seal.SegmentCache;

/** A file of an index that is decrypted as it is read. Its clones share what it has opened. */
final class SealedInput extends BufferedIndexInput {
  private static final int BUFFER = 1 << 12;

  private final IndexInput input;
  private final SealedReader reader;
  private boolean isClone;

  private SealedInput(IndexInput input, SealedReader reader) {
    super("sealed " + input, BUFFER);
    this.input = input;
    this.reader = reader;
  }

  static SealedInput open(SealingKey key, IndexInput input, String name, SegmentCache cache)
      throws IOException {
    SealedReader.Source source =
        (offset, into) -> {
          synchronized (input) {
            input.seek(offset);
            input.readBytes(into.array(), into.arrayOffset() + into.position(), into.remaining());
          }
        };
    return new SealedInput(input, new SealedReader(key, source, input.length(), name, cache));
  }

  @Override
  protected void readInternal(ByteBuffer into) throws IOException {
    try {
      reader.read(getFilePointer(), into);
    } catch (SealException altered) {
      throw new CorruptIndexException(altered.getMessage(), toString(), altered);
    }
  }

  /** Reading says where. */
  @Override
  protected void seekInternal(long position) {}

  @Override
  public long length() {
    return reader.size();
  }

  @Override
  public SealedInput clone() {
    SealedInput clone = (SealedInput) super.clone();
    clone.isClone = true;
    return clone;
  }

  @Override
  public void close() throws IOException {
    if (!isClone) {
      input.close();
    }
  }
}
