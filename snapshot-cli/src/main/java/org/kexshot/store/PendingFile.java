package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is written under a temporary name and appears under its own only when it is whole and
 * on the disk. Closing it without {@link #commit} deletes it.
 */
public final class PendingFile implements Closeable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  /** Creates an empty file in {@code directory}, readable by its owner only. */
  public PendingFile(Path directory, String prefix) throws IOException {
    this.temporary = Files.createTempFile(directory, prefix, ".tmp", OWNER_ONLY);
    this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  public FileChannel channel() {
    return channel;
  }

  /** Appends all of the buffer. */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Forces the contents to the disk and gives the file its name, then forces the name too. */
  public void commit(Path name) throws IOException {
    channel.force(true);
    Files.move(temporary, name, StandardCopyOption.ATOMIC_MOVE);
    committed = true;
    forceDirectory(name.getParent());
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }
}
