package org.kexshot.hibernate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.device.Mount;
import org.kexshot.device.Superblock;
import org.kexshot.linux.RawDevice;

/**
 * What a device holds, by which it is known whether its file system was mounted or written since.
 * Read past the page cache, so that it is what lies on the medium.
 *
 * @param kind of file system
 * @param id by which it is found again on whatever device; empty if the kind has none
 * @param size of its device in bytes
 * @param version what changes when it is mounted
 * @param written when it says that it was, in seconds since 1970; 0 if it does not
 * @param read when this was, in seconds since 1970
 * @param name where it was mounted, or its device
 */
public record FileSystemMark(
    String kind, String id, long size, String version, long written, long read, String name) {
  private static final Path SWAPS = Path.of("/proc/swaps");
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");
  private static final int SECTOR = 512;

  /** From the reading of a mark to the jump the system may still have written its superblock. */
  private static final long UNTIL_THE_JUMP = Duration.ofSeconds(10).toSeconds();

  /** Of all block devices that hold a mounted file system or swap space. */
  public static List<FileSystemMark> mounted() throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    for (Mount mount : Mount.all()) {
      Optional<String> device = mount.blockDevice();
      if (device.isPresent()) {
        names.putIfAbsent(device.get(), mount.point());
      }
    }
    List<FileSystemMark> marks = new ArrayList<>();
    for (Map.Entry<String, String> mount : names.entrySet()) {
      marks.add(read(mount.getKey()).named(mount.getValue()));
    }
    for (String line : Files.readAllLines(SWAPS)) {
      if (line.startsWith("/dev/")) {
        String path = line.split("\\s+")[0];
        marks.add(read(Path.of(path).toRealPath().getFileName().toString()).named(path));
      }
    }
    return marks;
  }

  /** Of all block devices that there are; one that cannot be read is left out. */
  public static List<FileSystemMark> present() throws IOException {
    List<FileSystemMark> marks = new ArrayList<>();
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK_DEVICES)) {
      for (Path device : devices) {
        try {
          marks.add(read(device.getFileName().toString()));
        } catch (IOException e) {
          continue; // an empty drive, say
        }
      }
    }
    return marks;
  }

  private static FileSystemMark read(String device) throws IOException {
    long size =
        Long.parseLong(Files.readString(BLOCK_DEVICES.resolve(device).resolve("size")).strip())
            * SECTOR;
    String path = "/dev/" + device.replace('!', '/');
    try (RawDevice raw = RawDevice.openForReading(path)) {
      int length = (int) Math.min(Superblock.HEAD, size & -RawDevice.BLOCK);
      raw.read(0, length);
      return of(raw.buffer().clear().limit(length), size, Instant.now(), path);
    }
  }

  /**
   * The mark in the first bytes of a device.
   *
   * @param head as {@link Superblock#of} takes it
   * @param size of the device in bytes
   * @param read when
   */
  static FileSystemMark of(ByteBuffer head, long size, Instant read, String name) {
    Superblock found = Superblock.of(head);
    return new FileSystemMark(
        found.kind(),
        found.id(),
        size,
        found.version(),
        found.written(),
        read.getEpochSecond(),
        name);
  }

  private FileSystemMark named(String other) {
    return new FileSystemMark(kind, id, size, version, written, read, other);
  }

  /** Whether a device holds this file system, in whatever state. */
  private boolean isOn(FileSystemMark device) {
    return kind.equals(device.kind)
        && id.equals(device.id)
        && size == device.size
        && (!id.isEmpty() || version.equals(device.version));
  }

  /** Whether a device holds this file system as the system left it, which had it mounted. */
  private boolean isUnchangedOn(FileSystemMark device) {
    return version.equals(device.version)
        && (written == device.written
            || (written < device.written && device.written <= read + UNTIL_THE_JUMP));
  }

  private String state() {
    return written == 0 ? version : "%s, written %08x".formatted(version, written);
  }

  /**
   * What of these file systems is not as it was, a sentence each.
   *
   * @param before as a system had them
   * @param now on this machine's devices
   */
  public static List<String> differences(List<FileSystemMark> before, List<FileSystemMark> now) {
    List<String> differences = new ArrayList<>();
    for (FileSystemMark mark : before) {
      List<FileSystemMark> same = now.stream().filter(mark::isOn).toList();
      if (same.isEmpty()) {
        differences.add(
            "%s: its file system (%s, %d MiB) is on no device that this system sees, or was changed"
                .formatted(mark.name, mark.kind, mark.size >> 20));
      } else if (same.stream().noneMatch(mark::isUnchangedOn)) {
        differences.add(
            "%s: its file system was mounted or written since: %s then, %s now on %s"
                .formatted(mark.name, mark.state(), same.get(0).state(), same.get(0).name));
      }
    }
    return differences;
  }

  /** As one line. */
  String toLine() {
    return String.join(
        "\t",
        kind,
        id,
        Long.toString(size),
        version,
        Long.toString(written),
        Long.toString(read),
        name);
  }

  /** What {@link #toLine} gave. */
  static FileSystemMark ofLine(String line) {
    String[] fields = line.split("\t", -1);
    return new FileSystemMark(
        fields[0],
        fields[1],
        Long.parseLong(fields[2]),
        fields[3],
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]),
        fields[6]);
  }
}
