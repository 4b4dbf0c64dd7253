package org.kexshot.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A disk or partition as the running kernel's sysfs and procfs tell of it. */
public final class BlockDevice {
  /** {@code S_IFMT} and {@code S_IFBLK} of {@code stat(2)}. */
  private static final int FILE_TYPE = 0170000;

  private static final int BLOCK_DEVICE = 0060000;

  private final Path proc;
  private final Path entry;

  private BlockDevice(Path proc, Path entry) {
    this.proc = proc;
    this.entry = entry;
  }

  /** Looks a device up, by its number; empty if the file is no block device. */
  public static Optional<BlockDevice> of(Path file) throws IOException {
    if (((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) != BLOCK_DEVICE) {
      return Optional.empty();
    }
    long number = (long) Files.getAttribute(file, "unix:rdev");
    // As makedev(3) puts them together.
    long major = (number >>> 32 & ~0xfff) | (number >>> 8 & 0xfff);
    long minor = (number >>> 12 & ~0xff) | (number & 0xff);
    Path entry = Path.of("/sys/dev/block/%d:%d".formatted(major, minor)).toRealPath();
    return Optional.of(new BlockDevice(Path.of("/proc"), entry));
  }

  static BlockDevice in(Path sysfs, Path proc, String name) {
    return new BlockDevice(proc, sysfs.resolve("class/block").resolve(name));
  }

  /** In bytes. */
  public long size() throws IOException {
    return Long.parseLong(Files.readString(entry.resolve("size")).strip()) * 512;
  }

  /** Names of the partitions that the kernel knows on it. */
  public List<String> partitions() throws IOException {
    return namesIn(entry, path -> Files.exists(path.resolve("partition")));
  }

  /**
   * Who has it in use: mounted, as swap space, or as part of another device; in words. Its
   * partitions' uses are its own.
   */
  public Optional<String> use() throws IOException {
    Optional<String> own = ownUse(entry);
    if (own.isPresent()) {
      return own;
    }
    for (String partition : partitions()) {
      Optional<String> use = ownUse(entry.resolve(partition));
      if (use.isPresent()) {
        return use.map(words -> "its partition %s is %s".formatted(partition, words));
      }
    }
    return Optional.empty();
  }

  private Optional<String> ownUse(Path device) throws IOException {
    String number = Files.readString(device.resolve("dev")).strip();
    String path = "/dev/" + device.getFileName();
    for (Mount mount : Mount.all(proc)) {
      if (mount.number().equals(number) || mount.source().equals(path)) {
        return Optional.of("mounted at " + mount.point());
      }
    }
    for (String line : Files.readAllLines(proc.resolve("swaps"))) {
      if (line.split("\\s+")[0].equals(path)) {
        return Optional.of("in use as swap space");
      }
    }
    return holders(device).stream().findFirst().map(holder -> "part of " + holder);
  }

  private static List<String> holders(Path device) throws IOException {
    Path holders = device.resolve("holders");
    return Files.isDirectory(holders) ? namesIn(holders, path -> true) : List.of();
  }

  private static List<String> namesIn(Path directory, DirectoryStream.Filter<Path> which)
      throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, which)) {
      entries.forEach(path -> names.add(path.getFileName().toString()));
    }
    names.sort(null);
    return names;
  }
}
