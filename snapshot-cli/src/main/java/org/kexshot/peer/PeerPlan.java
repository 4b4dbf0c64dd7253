package org.kexshot.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kexshot.device.BlockDevice;

/**
 * What a peer is to be.
 *
 * @param name by which the user calls it
 * @param kernel its bzImage
 * @param initrd its initial file system
 * @param append more words for its kernel's command line
 * @param memory bytes that it gets
 * @param disks block devices that it may use, as this system names them
 */
public record PeerPlan(
    String name, Path kernel, Path initrd, String append, long memory, List<String> disks) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public PeerPlan {
    disks = List.copyOf(disks);
  }

  /**
   * Refuses what would do harm, or is no name.
   *
   * @throws PeerException with the reason
   */
  void check() throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new PeerException(
          "'%s': a peer's name has at most 32 lower-case letters, digits and hyphens"
              .formatted(name));
    }
    if (PeerState.read(name).isPresent()) {
      throw new PeerException(
          "there is a peer %s already; `kexshot peer stop %s` ends it".formatted(name, name));
    }
    for (String disk : disks) {
      checkDisk(disk);
    }
  }

  private static void checkDisk(String disk) throws IOException {
    Path path = Path.of(disk);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(disk);
    }
    Optional<BlockDevice> device = BlockDevice.of(path);
    if (device.isEmpty()) {
      throw new PeerException("--disk %s: not a block device".formatted(disk));
    }
    Optional<String> use = device.get().use();
    if (use.isPresent()) {
      throw new PeerException(
          "--disk %s is %s: what this system uses no peer may; name a disk of its own"
              .formatted(disk, use.get()));
    }
  }
}
