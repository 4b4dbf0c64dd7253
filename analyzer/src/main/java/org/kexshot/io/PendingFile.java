package org.kexshot.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A file that is written under a temporary name and appears under its own only when it is whole and
 * on the disk. Closing it without {@link #commit} deletes it, and so does a signal that ends the
 * process. Its writer holds a lock on it, so that what a killed one left can be told from what a
 * living one writes.
 */
public final class PendingFile implements Closeable {
  private static final String BESIDE = "kexshot-export";
  private static final Pattern BESIDE_NAME = Pattern.compile(BESIDE + "[0-9a-f]+\\.tmp");

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);

  private static final Set<OpenOption> FOUND =
      Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path temporary;
  private final FileChannel channel;
  private final AtExit guard;

  /** Creates an empty file in {@code directory}, readable by its owner only. */
  public PendingFile(Path directory, String prefix) throws IOException {
    Path file;
    AtExit ending;
    FileChannel created;
    do {
      // By the moment, and opening insists that there is no such file. Random names, as Files has
      // them, would load the providers of cryptography: a tenth of a short command's time.
      Path fresh = directory.resolve(prefix + Long.toHexString(System.nanoTime()) + ".tmp");
      AtomicBoolean ours = new AtomicBoolean();
      // Before there is a file: a process that ends meanwhile waits for it, or makes none.
      AtExit guarding = AtExit.run(() -> deleteIf(ours.get(), fresh));
      try {
        created = guarding.uncut(() -> createLocked(fresh, ours));
      } catch (IOException | RuntimeException failure) {
        guarding.close();
        throw failure;
      }
      if (created == null) {
        guarding.close();
      }
      file = fresh;
      ending = guarding;
    } while (created == null);
    this.temporary = file;
    this.channel = created;
    this.guard = ending;
  }

  private static void deleteIf(boolean ours, Path file) throws IOException {
    if (ours) {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Creates a file that is going to have a name which a user gave, in the same directory, after
   * removing what killed processes left there.
   *
   * @param told is told what was removed
   */
  public static PendingFile beside(Path name, Consumer<String> told) throws IOException {
    Path directory = name.toAbsolutePath().getParent();
    removeRemains(directory, told);
    return new PendingFile(directory, BESIDE);
  }

  /** Null if another process took it for remains before it was locked. */
  private static FileChannel createLocked(Path file, AtomicBoolean ours) throws IOException {
    FileChannel channel = FileChannel.open(file, NEW, OWNER_ONLY);
    ours.set(true);
    if (isFree(channel, true) && Files.exists(file)) {
      return channel;
    }
    channel.close();
    return null;
  }

  /**
   * Takes the lock, and says whether it was free.
   *
   * @param unknown the answer of a file system that has no locks
   */
  private static boolean isFree(FileChannel channel, boolean unknown) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    } catch (IOException noLocks) {
      return unknown;
    }
  }

  private static void removeRemains(Path directory, Consumer<String> told) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, PendingFile::isNamedAsPending)) {
      for (Path file : files) {
        removeIfDead(file, told);
      }
    }
  }

  private static boolean isNamedAsPending(Path file) {
    return BESIDE_NAME.matcher(file.getFileName().toString()).matches()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static void removeIfDead(Path file, Consumer<String> told) {
    try (FileChannel channel = FileChannel.open(file, FOUND)) {
      if (isFree(channel, false)) {
        long size = channel.size();
        Files.delete(file);
        told.accept(
            "removed %s (%d KiB), which a kexshot that was killed had left"
                .formatted(file, size + 1023 >> 10));
      }
    } catch (IOException notOurs) {
      // It is another user's, or its own process has just ended it: neither is ours to judge.
    }
  }

  /** Where it lies until it has its name. */
  public Path temporary() {
    return temporary;
  }

  public FileChannel channel() {
    return channel;
  }

  /** Appends all of the buffer. */
  public void write(ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(temporary, e.getMessage()), e);
    }
  }

  /** Forces the contents to the disk and gives the file its name, then forces the name too. */
  public void commit(Path name) throws IOException {
    try {
      channel.force(true);
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(temporary, e.getMessage()), e);
    }
    guard.finish(() -> Files.move(temporary, name, StandardCopyOption.ATOMIC_MOVE));
    forceDirectory(name.toAbsolutePath().getParent());
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (ClosedChannelException | FileSystemException named) {
      throw named;
    } catch (IOException e) {
      throw new IOException(
          "%s: cannot be forced to the disk: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** Deletes it unless it has been committed, when nothing has its temporary name any more. */
  @Override
  public void close() throws IOException {
    try (guard) {
      Files.deleteIfExists(temporary);
    } finally {
      channel.close();
    }
  }
}
