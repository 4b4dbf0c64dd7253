package org.kexshot.store.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.kexshot.seal.SealException;
import org.kexshot.seal.SealedFormat;
import org.kexshot.seal.SealedReader;
import org.kexshot.seal.SealingKey;
import org.kexshot.seal.SegmentCache;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.StoredFile;

/** A file that is decrypted, and checked, as it is read. */
final class SealedStoredFile implements StoredFile {
  private final StoredFile file;
  private final SealedReader reader;

  private SealedStoredFile(StoredFile file, SealedReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Takes over the file, which is closed if it does not open. */
  static SealedStoredFile open(SealingKey key, StoredFile file, SegmentCache cache)
      throws IOException {
    try {
      String name = RepositoryLayout.boundName(file.path());
      SealedReader reader = new SealedReader(key, file::read, file.size(), name, cache);
      return new SealedStoredFile(file, reader);
    } catch (SealException altered) {
      file.close();
      throw corrupt(file, altered);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RepositoryException corrupt(StoredFile file, SealException altered) {
    return RepositoryException.corrupt(file.path(), altered.getMessage());
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public long size() {
    return reader.size();
  }

  @Override
  public void read(long offset, ByteBuffer into) throws IOException {
    if (offset < 0 || offset > size() - into.remaining()) {
      throw RepositoryException.corrupt(
          path(), "ends at %d, expected data at offset %d".formatted(size(), offset));
    }
    try {
      reader.read(offset, into);
    } catch (SealException altered) {
      throw corrupt(file, altered);
    }
  }

  @Override
  public int windowShift() {
    return Integer.numberOfTrailingZeros(SealedFormat.SEGMENT);
  }

  @Override
  public boolean isMapped() {
    return false;
  }

  /** A segment, from the cache that all files of the repository share. */
  @Override
  public ByteBuffer map(long offset, long length) throws IOException {
    try {
      return reader.segment(offset / SealedFormat.SEGMENT);
    } catch (SealException altered) {
      throw corrupt(file, altered);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
