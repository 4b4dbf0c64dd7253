package org.kexshot.io;

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

  private static final Set<StandardOpenOption> OPTIONS =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);

  private final Path temporary;
  private final FileChannel channel;
  private boolean committed;

  /** Creates an empty file in {@code directory}, readable by its owner only. */
  public PendingFile(Path directory, String prefix) throws IOException {
    // By the moment, and opening insists that there is no such file. Random names, as Files has
    // them, would load the providers of cryptography: a tenth of a short command's time.
    this.temporary = directory.resolve(prefix + Long.toHexString(System.nanoTime()) + ".tmp");
    this.channel = FileChannel.open(temporary, OPTIONS, OWNER_ONLY);
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
