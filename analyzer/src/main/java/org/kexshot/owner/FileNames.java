package org.kexshot.owner;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.pagecache.InodeNames;

/** Names the file that an {@code address_space} holds the pages of. Remembers the last names. */
final class FileNames {
  private static final int REMEMBERED = 4096;

  private final KernelImage image;
  private final InodeNames names;
  private final Map<Long, FrameOwner> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FrameOwner> eldest) {
          return size() > REMEMBERED;
        }
      };

  FileNames(KernelImage image, InodeNames names) {
    this.image = image;
    this.names = names;
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
    if (type.equals("hugetlbfs")) {
      return FrameOwner.of(OwnerKind.HUGE_PAGE, "inode " + inode.get().number("i_ino"));
    }
    boolean unnamed =
        !names.isMounted(superBlock.address()) && (type.equals("tmpfs") || type.equals("shmem"));
    return FrameOwner.of(
        unnamed ? OwnerKind.SHARED_MEMORY : OwnerKind.PAGE_CACHE, names.name(inode.get()));
  }
}
