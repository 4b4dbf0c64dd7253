package org.kexshot.owner;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Mount;
import org.kexshot.kernel.MountList;
import org.kexshot.kernel.Paths;

/** Names the file that an {@code address_space} holds the pages of. Remembers the last names. */
final class FileNames {
  private static final int REMEMBERED = 4096;

  private final KernelImage image;
  private final Paths paths;
  private final Map<Long, String> targets = new HashMap<>();
  private final Map<Long, FrameOwner> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FrameOwner> eldest) {
          return size() > REMEMBERED;
        }
      };

  FileNames(KernelImage image) throws IOException {
    this.image = image;
    this.paths = new Paths(image);
    for (Mount mount : MountList.read(image).items()) {
      if (mount.root().equals("/")) {
        targets.putIfAbsent(mount.superBlock(), mount.target());
      }
    }
  }

  /** The owner of the pages of an address space, its place still to be filled in. */
  FrameOwner owner(long mapping) throws IOException {
    FrameOwner owner = known.get(mapping);
    if (owner == null) {
      owner = name(mapping);
      known.put(mapping, owner);
    }
    return owner;
  }

  private FrameOwner name(long mapping) throws IOException {
    Optional<KernelStruct> inode = image.struct("address_space", mapping).follow("host");
    if (inode.isEmpty()) {
      return FrameOwner.of(OwnerKind.PAGE_CACHE);
    }
    KernelStruct superBlock = inode.get().target("i_sb");
    String type = superBlock.target("s_type").text("name");
    long number = inode.get().number("i_ino");
    if (type.equals("bdev")) {
      long device = inode.get().number("i_rdev") & 0xffff_ffffL;
      return FrameOwner.of(
          OwnerKind.PAGE_CACHE, "block device %d:%d".formatted(device >>> 20, device & 0xf_ffff));
    }
    if (type.equals("hugetlbfs")) {
      return FrameOwner.of(OwnerKind.HUGE_PAGE, "inode " + number);
    }
    String target = targets.get(superBlock.address());
    Optional<String> path = path(inode.get());
    boolean unnamed = target == null && (type.equals("tmpfs") || type.equals("shmem"));
    String prefix = target == null ? type + ":" : target.equals("/") ? "" : target;
    return FrameOwner.of(
        unnamed ? OwnerKind.SHARED_MEMORY : OwnerKind.PAGE_CACHE,
        path.map(name -> prefix + name).orElse("%s inode %d".formatted(type, number)));
  }

  /** The path inside the file system, by the first of the inode's names. */
  private Optional<String> path(KernelStruct inode) throws IOException {
    long alias = inode.pointer("i_dentry.first");
    if (alias == 0) {
      return Optional.empty();
    }
    long offset = image.offset("dentry", "d_u.d_alias");
    return Optional.of(paths.inFilesystem(alias - offset));
  }
}
