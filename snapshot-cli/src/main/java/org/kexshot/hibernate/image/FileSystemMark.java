package org.kexshot.hibernate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.linux.RawDevice;

/**
 * By what it is known whether a file system was mounted or written since: its superblock's own
 * words where they are known, else a hash of its first 128 KiB. Read past the page cache, so that
 * it is what lies on the medium. Sources: {@code fs/ext4/ext4.h}, {@code
 * fs/xfs/libxfs/xfs_format.h}, {@code include/uapi/linux/btrfs_tree.h} (Linux 6.1).
 *
 * @param kind of file system
 * @param id by which it is found again on whatever device; empty if the kind has none
 * @param size of its device in bytes
 * @param version what changes when it is mounted or written
 * @param name where it was mounted, or its device
 */
public record FileSystemMark(String kind, String id, long size, String version, String name) {
  private static final int HEAD = 128 << 10;
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path SWAPS = Path.of("/proc/swaps");
  private static final Path NUMBERS = Path.of("/sys/dev/block");
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");
  private static final int SECTOR = 512;

  private static final int EXT = 1024;
  private static final int BTRFS = 0x10000;

  /** Of all block devices that hold a mounted file system or swap space. */
  public static List<FileSystemMark> mounted() throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    for (String line : Files.readAllLines(MOUNTS)) {
      Optional<Path> device = device(line.split(" "));
      if (device.isPresent()) {
        names.putIfAbsent(device.get().getFileName().toString(), line.split(" ")[4]);
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

  /**
   * The block device of a line of {@code /proc/PID/mountinfo}. Btrfs gives numbers of its own, so
   * that its source is what tells.
   */
  private static Optional<Path> device(String[] fields) throws IOException {
    Path byNumber = NUMBERS.resolve(fields[2]);
    if (Files.exists(byNumber)) {
      return Optional.of(byNumber.toRealPath());
    }
    String source = fields[List.of(fields).indexOf("-") + 2];
    Path device = Path.of(source);
    if (!source.startsWith("/dev/") || !Files.exists(device)) {
      return Optional.empty();
    }
    return Optional.of(device.toRealPath())
        .filter(real -> Files.exists(BLOCK_DEVICES.resolve(real.getFileName())));
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
      int length = (int) Math.min(HEAD, size & -RawDevice.BLOCK);
      raw.read(0, length);
      return of(raw.buffer().clear().limit(length), size, path);
    }
  }

  /**
   * The mark in the first bytes of a device.
   *
   * @param head 128 KiB, or all of a smaller device
   * @param size of the device in bytes
   */
  static FileSystemMark of(ByteBuffer head, long size, String name) {
    ByteBuffer bytes = head.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() >= 2 * EXT && bytes.getShort(EXT + 0x38) == (short) 0xef53) {
      return new FileSystemMark(
          "ext",
          hex(bytes, EXT + 0x68, 16),
          size,
          "mounted %08x, written %08x, mounts %d, state %d"
              .formatted(
                  bytes.getInt(EXT + 0x2c),
                  bytes.getInt(EXT + 0x30),
                  bytes.getShort(EXT + 0x34),
                  bytes.getShort(EXT + 0x3a)),
          name);
    }
    if (bytes.limit() >= SECTOR && is(bytes, 0, "XFSB")) {
      return new FileSystemMark("xfs", hex(bytes, 32, 16), size, hash(bytes, SECTOR), name);
    }
    if (bytes.limit() >= BTRFS + 0x1000 && is(bytes, BTRFS + 0x40, "_BHRfS_M")) {
      return new FileSystemMark(
          "btrfs",
          hex(bytes, BTRFS + 0x20, 16),
          size,
          "generation %d".formatted(bytes.getLong(BTRFS + 0x48)),
          name);
    }
    return new FileSystemMark("other", "", size, hash(bytes, bytes.limit()), name);
  }

  private static boolean is(ByteBuffer bytes, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes.get(at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] copy(ByteBuffer bytes, int at, int length) {
    byte[] copy = new byte[length];
    bytes.get(at, copy);
    return copy;
  }

  private static String hex(ByteBuffer bytes, int at, int length) {
    return HexFormat.of().formatHex(copy(bytes, at, length));
  }

  private static String hash(ByteBuffer bytes, int length) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(copy(bytes, 0, length));
      return "sha256 " + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private FileSystemMark named(String other) {
    return new FileSystemMark(kind, id, size, version, other);
  }

  /** Whether a device holds this file system, in whatever state. */
  private boolean isOn(FileSystemMark device) {
    return kind.equals(device.kind)
        && id.equals(device.id)
        && size == device.size
        && (!id.isEmpty() || version.equals(device.version));
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
      } else if (same.stream().noneMatch(device -> device.version.equals(mark.version))) {
        differences.add(
            "%s: its file system was mounted or written since: %s then, %s now on %s"
                .formatted(mark.name, mark.version, same.get(0).version, same.get(0).name));
      }
    }
    return differences;
  }

  /** As one line. */
  String toLine() {
    return String.join("\t", kind, id, Long.toString(size), version, name);
  }

  /** What {@link #toLine} gave. */
  static FileSystemMark ofLine(String line) {
    String[] fields = line.split("\t", -1);
    return new FileSystemMark(
        fields[0], fields[1], Long.parseLong(fields[2]), fields[3], fields[4]);
  }
}
