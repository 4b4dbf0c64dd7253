package org.kexshot.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param networks interfaces that it may use, as this system names them
 */
public record PeerPlan(
    String name,
    Path kernel,
    Path initrd,
    String append,
    long memory,
    List<String> disks,
    List<String> networks) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public PeerPlan {
    disks = List.copyOf(disks);
    networks = List.copyOf(networks);
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
    for (String network : networks) {
      if (network.contains("/") || !Files.exists(Path.of("/sys/class/net", network))) {
        throw new PeerException(
            "--network %s: there is no such interface; `ip link` names them".formatted(network));
      }
    }
    requireFree(name, disks);
  }

  /**
   * Makes sure that neither this system nor another peer has to do with a peer's disks.
   *
   * @param name the peer's
   * @throws PeerException if one does
   */
  static void requireFree(String name, List<String> disks) throws IOException {
    Map<Path, String> taken = new HashMap<>();
    for (PeerState other : PeerState.all()) {
      for (String disk : other.name().equals(name) ? List.<String>of() : other.disks()) {
        taken.put(Path.of(disk).toRealPath(), other.name());
      }
    }
    for (String disk : disks) {
      checkDisk(disk);
      String owner = taken.get(Path.of(disk).toRealPath());
      if (owner != null) {
        throw new PeerException(
            "--disk %s is the peer %s's: two systems on one disk destroy it; name another"
                .formatted(disk, owner));
      }
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
