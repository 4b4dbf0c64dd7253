package org.kexshot.store.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A repository's own directory, which must not become another from one call to the next: where a
 * mount is lost its name leads to an empty directory below, in which all that is asked for would be
 * missing. Any number of threads may call.
 */
final class RootDirectory {
  /** Work in which a missing file may be met. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  /** Types of file systems on disks and in memory of this machine. */
  private static final Set<String> OF_THIS_MACHINE =
      Set.of(
          "bcachefs",
          "btrfs",
          "erofs",
          "exfat",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "iso9660",
          "jfs",
          "overlay",
          "ramfs",
          "rootfs",
          "squashfs",
          "tmpfs",
          "vfat",
          "xfs",
          "zfs");

  private final Path path;
  private OptionalLong device = OptionalLong.empty();
  private Optional<Boolean> ofThisMachine = Optional.empty();

  RootDirectory(Path path) {
    this.path = path;
  }

  /**
   * Insists that the directory lies on the file system that it was first seen on.
   *
   * @throws IOException if it does not, or is gone
   */
  synchronized void requireThere() throws IOException {
    long found;
    try {
      found = (long) Files.getAttribute(path, "unix:dev");
    } catch (NoSuchFileException gone) {
      if (device.isPresent()) {
        throw lost();
      }
      return;
    }
    if (device.isPresent() && device.getAsLong() != found) {
      throw lost();
    }
    device = OptionalLong.of(found);
  }

  /**
   * Whether its file system is known to be this machine's own, and no connection's or program's.
   */
  synchronized boolean isOfThisMachine() throws IOException {
    if (ofThisMachine.isEmpty()) {
      ofThisMachine = Optional.of(OF_THIS_MACHINE.contains(type()));
    }
    return ofThisMachine.get();
  }

  /**
   * The type of its file system; empty where the table of mounts does not have it, as in a root
   * that was changed into and is no mount.
   */
  private String type() throws IOException {
    try {
      return Files.getFileStore(path).type();
    } catch (FileSystemException gone) {
      throw gone;
    } catch (IOException notListed) {
      return "";
    }
  }

  private IOException lost() {
    return new IOException(
        path + ": its file system was unmounted or lost meanwhile; mount it and run this again");
  }

  /**
   * Runs a step to which a missing file is one only as long as the directory is there.
   *
   * @throws NoSuchFileException if a file is missing
   */
  <T> T within(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (NoSuchFileException missing) {
      requireThere();
      throw missing;
    }
  }
}
