package org.kexshot.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.kexshot.store.file.CacheFile;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.file.StoredFile;

/**
 * Files of which one call fails. After a {@link Fault#POWER_LOSS} every later call fails too, and
 * {@link #restart} leaves on the disk what a file system may leave: of files without their final
 * name some bytes, of the cache some writes, and of deleted files some.
 */
final class FaultyFiles implements RepositoryFiles {
  enum Fault {
    NO_SPACE("No space left on device"),
    INPUT_OUTPUT("Input/output error"),
    POWER_LOSS("the power is gone");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  private final RepositoryFiles files;
  private final Fault fault;
  private final long failingCall;
  private final Random random;
  private final Map<Path, byte[]> unnamed = new LinkedHashMap<>();
  private final Map<Path, byte[]> deleted = new LinkedHashMap<>();
  private final Map<Path, List<Long>> cacheWrites = new LinkedHashMap<>();
  private long calls;
  private boolean isOff;

  FaultyFiles(Path root, Fault fault, long failingCall) {
    this.files = new LocalFiles(root);
    this.fault = fault;
    this.failingCall = failingCall;
    this.random = new Random(failingCall);
  }

  /** Whether the call that is to fail was made. */
  synchronized boolean hasFailed() {
    return calls >= failingCall;
  }

  private synchronized void step() throws IOException {
    calls++;
    if (calls == failingCall && fault == Fault.POWER_LOSS) {
      isOff = true;
    }
    if (calls == failingCall || isOff) {
      throw new IOException(fault.message);
    }
  }

  private synchronized boolean isOff() {
    return isOff;
  }

  /** Leaves on the disk what a loss of power may have left. */
  synchronized void restart() throws IOException {
    for (Map.Entry<Path, byte[]> file : unnamed.entrySet()) {
      byte[] bytes = file.getValue();
      Files.write(file.getKey(), java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
    }
    for (Map.Entry<Path, byte[]> file : deleted.entrySet()) {
      if (random.nextBoolean() && !Files.exists(file.getKey())) {
        Files.write(file.getKey(), file.getValue());
      }
    }
    for (Map.Entry<Path, List<Long>> file : cacheWrites.entrySet()) {
      if (Files.exists(file.getKey())) {
        forget(file.getKey(), file.getValue());
      }
    }
  }

  private void forget(Path file, List<Long> offsets) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (long offset : offsets) {
      if (random.nextBoolean()) {
        for (long at = offset; at < Math.min(offset + 16, bytes.length); at++) {
          bytes[(int) at] = 0;
        }
      }
    }
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }

  @Override
  public RepositoryLayout layout() {
    return files.layout();
  }

  @Override
  public StoredFile open(Path file) throws IOException {
    step();
    return files.open(file);
  }

  @Override
  public CacheFile openCache(Path file) throws IOException {
    step();
    return new FaultyCacheFile(files.openCache(file));
  }

  @Override
  public boolean exists(Path file) throws IOException {
    step();
    return files.exists(file);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    step();
    return files.list(directory);
  }

  @Override
  public NewFile create(String prefix) throws IOException {
    step();
    return new FaultyNewFile(files.create(prefix));
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    step();
    files.makeDirectory(directory);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    files.move(from, to);
    step();
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    if (files.exists(file) && Files.isRegularFile(file)) {
      deleted.put(file, Files.readAllBytes(file));
    }
    files.delete(file);
    step();
    deleted.remove(file);
  }

  @Override
  public long usableSpace() throws IOException {
    return files.usableSpace();
  }

  @Override
  public RepositoryLock lock(Duration patience) throws IOException {
    step();
    return files.lock(patience);
  }

  private final class FaultyNewFile implements NewFile {
    private final NewFile file;

    FaultyNewFile(NewFile file) {
      this.file = file;
    }

    @Override
    public Path temporary() {
      return file.temporary();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      step();
      file.write(bytes);
    }

    @Override
    public void skip(long zeros) throws IOException {
      step();
      file.skip(zeros);
    }

    @Override
    public StoredFile reread() throws IOException {
      step();
      return file.reread();
    }

    /** Fails before the file has its name, or after. */
    @Override
    public void commit(Path name) throws IOException {
      step();
      file.commit(name);
      deleted.remove(name);
      step();
    }

    @Override
    public void close() throws IOException {
      if (isOff() && Files.exists(file.temporary())) {
        unnamed.put(file.temporary(), Files.readAllBytes(file.temporary()));
      }
      file.close();
    }
  }

  private final class FaultyCacheFile implements CacheFile {
    private final CacheFile file;

    FaultyCacheFile(CacheFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      return file.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer bytes) throws IOException {
      step();
      cacheWrites.computeIfAbsent(path(), path -> new ArrayList<>()).add(offset);
      file.write(offset, bytes);
    }

    @Override
    public void clear() throws IOException {
      step();
      file.clear();
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
