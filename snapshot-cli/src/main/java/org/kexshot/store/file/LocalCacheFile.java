package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of the cache that is open. */
record LocalCacheFile(Path path, FileChannel channel) implements CacheFile {
  @Override
  public long size() throws IOException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw FileFailure.of(path, "read", e);
    }
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    int start = into.position();
    try {
      while (into.hasRemaining() && channel.read(into, offset + into.position() - start) >= 0) {
        continue;
      }
    } catch (IOException e) {
      throw FileFailure.of(path, "read", e);
    }
    return into.position() - start;
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw FileFailure.of(path, "written", e);
    }
  }

  @Override
  public void clear() throws IOException {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw FileFailure.of(path, "cut", e);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileFailure.of(path, "written", e);
    }
  }
}
