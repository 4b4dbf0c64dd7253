package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.linux.RawDevice;

/**
 * What the superblocks of the mounted ext2, ext3 and ext4 file systems say of their mounts, as it
 * is on the disks: mount time and count, state, and where they were mounted. This system changes
 * none of that while they are mounted; another that mounts one does.
 *
 * @param marks by device
 */
record MountedDisks(Map<String, String> marks) {
  private static final int SUPERBLOCK = 1024;
  private static final int MAGIC = SUPERBLOCK + 0x38;
  private static final short EXT = (short) 0xef53;

  /** Of {@code struct ext4_super_block}: where, and how many bytes. */
  private static final int[][] MEMBERS = {{0x2c, 4}, {0x34, 2}, {0x3a, 2}, {0x88, 64}};

  /** As they are now. */
  static MountedDisks read() throws IOException {
    Map<String, String> marks = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String device = line.substring(0, line.indexOf(' '));
      if (device.startsWith("/dev/") && Files.exists(Path.of(device))) {
        String mark = mark(device);
        if (!mark.isEmpty()) {
          marks.put(device, mark);
        }
      }
    }
    return new MountedDisks(marks);
  }

  /** Past the page cache; empty where it is no such file system. */
  private static String mark(String path) throws IOException {
    try (RawDevice device = RawDevice.openForReading(path)) {
      device.read(0, RawDevice.BLOCK);
      return mark(device.buffer());
    }
  }

  /** Of a device's first bytes. */
  static String mark(ByteBuffer start) {
    ByteBuffer bytes = start.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getShort(MAGIC) != EXT) {
      return "";
    }
    StringBuilder mark = new StringBuilder();
    for (int[] member : MEMBERS) {
      byte[] value = new byte[member[1]];
      bytes.get(SUPERBLOCK + member[0], value);
      mark.append(HexFormat.of().formatHex(value)).append(' ');
    }
    return mark.toString();
  }

  /** Devices that somebody else mounted or marked since; empty if none. */
  List<String> changedIn(MountedDisks later) {
    List<String> changed = new ArrayList<>();
    marks.forEach(
        (device, mark) -> {
          if (later.marks.containsKey(device) && !later.marks.get(device).equals(mark)) {
            changed.add(device);
          }
        });
    return changed;
  }
}
