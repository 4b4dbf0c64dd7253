package org.kexshot.kernel.pagecache;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kernel.mount.Mount;
import org.kexshot.kernel.mount.MountList;
import org.kexshot.kind.Listing;

/** Names an inode by a path, over the mount of its file system that comes first. */
public final class InodeNames {
  private final KernelImage image;
  private final Paths paths;
  private final Map<Long, String> targets = new HashMap<>();
  private final List<String> problems;

  /** Reads the mounts. */
  public InodeNames(KernelImage image) throws IOException {
    this.image = image;
    this.paths = new Paths(image);
    Listing<Mount> mounts = MountList.read(image);
    this.problems = mounts.problems();
    for (Mount mount : mounts.items()) {
      if (mount.root().equals(Optional.of("/")) && mount.target().isPresent()) {
        targets.putIfAbsent(mount.superBlock(), mount.target().get());
      }
    }
  }

  /** What is missing of the mounts, so that files may be named by less than their whole path. */
  public List<String> problems() {
    return problems;
  }

  /** Whether the file system is mounted as a whole where processes can name it. */
  public boolean isMounted(long superBlock) {
    return targets.containsKey(superBlock);
  }

  /**
   * A path of an inode; before it the file system's type and a colon if that is not mounted. Of a
   * memfd, System V shared memory and others that no directory has, the name that {@code
   * /proc/PID/fd} shows, and of an inode that no directory entry in memory names only its number.
   * Cost: three reads a component.
   */
  public String name(KernelStruct inode) throws IOException {
    KernelStruct superBlock = inode.target("i_sb");
    String type = superBlock.target("s_type").text("name");
    if (type.equals("bdev")) {
      return "block device " + DeviceNumber.text(inode.number("i_rdev"));
    }
    Optional<KernelStruct> entry = entry(inode);
    if (entry.isEmpty()) {
      return "%s inode %d".formatted(type, inode.number("i_ino"));
    }
    String path = paths.inFilesystem(entry.get().address());
    if (paths.isNeverLinked(entry.get())) {
      return path;
    }
    String target = targets.get(superBlock.address());
    String prefix = target == null ? type + ":" : target.equals("/") ? "" : target;
    return prefix + path;
  }

  /** The first of the inode's names. */
  private Optional<KernelStruct> entry(KernelStruct inode) throws IOException {
    long alias = inode.pointer("i_dentry.first");
    if (alias == 0) {
      return Optional.empty();
    }
    // In a union without a name since Linux 7.3.
    boolean named = image.type("dentry").member("d_u").isPresent();
    long offset = image.offset("dentry", named ? "d_u.d_alias" : "d_alias");
    return Optional.of(image.struct("dentry", alias - offset));
  }
}
