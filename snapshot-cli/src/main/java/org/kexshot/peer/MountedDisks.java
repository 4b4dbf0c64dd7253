package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kexshot.device.Mount;
import org.kexshot.device.Superblock;
import org.kexshot.linux.RawDevice;

/**
 * What the superblocks of the mounted ext2, ext3 and ext4 file systems say of their mounts, as it
 * is on the disks: mount time and count, state, and where they were mounted. This system changes
 * none of that while they are mounted; another that mounts one does.
 *
 * @param marks by device
 */
record MountedDisks(Map<String, String> marks) {
  /** As they are now. */
  static MountedDisks read() throws IOException {
    Map<String, String> marks = new TreeMap<>();
    for (String device : devices()) {
      String mark = mark(device);
      if (!mark.isEmpty()) {
        marks.put(device, mark);
      }
    }
    return new MountedDisks(marks);
  }

  /**
   * Devices that another system mounted or marked whenever it was: what this one has of them in its
   * page cache is not what is on the disk. A mount is written at once, and a {@code sync} would
   * write this system's own over another's.
   */
  static List<String> touched() throws IOException {
    List<String> touched = new ArrayList<>();
    for (String device : devices()) {
      if (!mark(device).equals(cachedMark(device))) {
        touched.add(device);
      }
    }
    return touched;
  }

  private static Set<String> devices() throws IOException {
    Set<String> devices = new TreeSet<>();
    for (Mount mount : Mount.all()) {
      mount.blockDevice().ifPresent(name -> devices.add("/dev/" + name.replace('!', '/')));
    }
    return devices;
  }

  private static String cachedMark(String path) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(RawDevice.BLOCK);
    try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
      while (start.hasRemaining() && channel.read(start, start.position()) > 0) {}
    }
    return mark(start.flip());
  }

  /** Past the page cache; empty where it is no such file system. */
  private static String mark(String path) throws IOException {
    try (RawDevice device = RawDevice.openForReading(path)) {
      device.read(0, RawDevice.BLOCK);
      return mark(device.buffer().clear().limit(RawDevice.BLOCK));
    }
  }

  /** Of a device's first bytes. */
  static String mark(ByteBuffer start) {
    Superblock found = Superblock.of(start);
    return found.kind().equals(Superblock.EXT) ? found.version() + ", at " + found.place() : "";
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
