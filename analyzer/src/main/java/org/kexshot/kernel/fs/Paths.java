package org.kexshot.kernel.fs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

/**
 * Puts path names together from directory entries and mounts, as {@code d_path} does. Source:
 * {@code fs/d_path.c}.
 */
public final class Paths {
  private static final int MAX_COMPONENTS = 4096;
  private static final int MAX_NAME = 256;
  private static final String ROOT = "/";
  private static final String DELETED = " (deleted)";

  private final KernelImage image;
  private long simpleName;

  public Paths(KernelImage image) {
    this.image = image;
  }

  /**
   * The path of a directory entry inside its file system; of sockets, namespaces, memfd and others
   * that no directory has the name, as {@link #of} has it. Cost: three reads a component.
   *
   * @param dentry kernel virtual address of a {@code struct dentry}
   */
  public String inFilesystem(long dentry) throws IOException {
    String invented = withoutPlace(dentry);
    if (!invented.isEmpty()) {
      return invented;
    }
    Deque<String> names = new ArrayDeque<>();
    climb(dentry, 0, names);
    return joined(names) + deleted(dentry);
  }

  /**
   * The path of a {@code struct path}, over all mounts up to the root of its mount namespace; of
   * sockets, pipes and the like the name that {@code /proc/PID/fd} shows.
   */
  public String of(KernelStruct path) throws IOException {
    long dentry = path.pointer("dentry");
    long vfsmount = path.pointer("mnt");
    if (dentry == 0) {
      return "";
    }
    String invented = withoutPlace(dentry);
    if (!invented.isEmpty()) {
      return invented;
    }
    long inMount = image.offset("mount", "mnt");
    return over(image.struct("mount", vfsmount - inMount), dentry) + deleted(dentry);
  }

  /** Where a mount is mounted. */
  public String ofMount(KernelStruct mount) throws IOException {
    return over(mount, mount.pointer("mnt.mnt_root"));
  }

  private String over(KernelStruct lowest, long dentry) throws IOException {
    Deque<String> names = new ArrayDeque<>();
    KernelStruct mount = lowest;
    long at = dentry;
    for (int depth = 0; depth < MAX_COMPONENTS; depth++) {
      climb(at, mount.pointer("mnt.mnt_root"), names);
      long parent = mount.pointer("mnt_parent");
      if (parent == mount.address() || parent == 0) {
        break;
      }
      at = mount.pointer("mnt_mountpoint");
      mount = image.struct("mount", parent);
    }
    return joined(names);
  }

  /** Climbs to a root, putting names in front. */
  private void climb(long from, long root, Deque<String> names) throws IOException {
    long at = from;
    while (at != root && names.size() < MAX_COMPONENTS) {
      KernelStruct dentry = image.struct("dentry", at);
      long parent = dentry.pointer("d_parent");
      if (parent == at || parent == 0) {
        return;
      }
      names.addFirst(name(dentry));
      at = parent;
    }
  }

  private String name(KernelStruct dentry) throws IOException {
    return image.memory().readString(dentry.pointer("d_name.name"), MAX_NAME);
  }

  private String withoutPlace(long address) throws IOException {
    KernelStruct dentry = image.struct("dentry", address);
    long superBlock = dentry.pointer("d_sb");
    if (superBlock == 0) {
      return "";
    }
    String type = image.struct("super_block", superBlock).target("s_type").text("name");
    return switch (type) {
      case "sockfs" -> "socket:[%d]".formatted(inode(dentry));
      case "pipefs" -> "pipe:[%d]".formatted(inode(dentry));
      case "anon_inodefs" -> "anon_inode:" + name(dentry);
      case "nsfs" -> "%s:[%d]".formatted(namespaceKind(dentry), inode(dentry));
      // A file system of their own since 6.9, commit cb12fd8e0dab.
      case "pidfs" -> "anon_inode:[pidfd]";
      default -> isNeverLinked(dentry) ? neverLinked(dentry) : "";
    };
  }

  /** Of the inode's namespace; the entry's private data, which had it too, is another since 6.9. */
  private String namespaceKind(KernelStruct dentry) throws IOException {
    KernelStruct namespace =
        image.struct("ns_common", dentry.target("d_inode").pointer("i_private"));
    return image.struct("proc_ns_operations", namespace.pointer("ops")).text("name");
  }

  /**
   * Whether the file was made without a name in any directory, as memfd's and shared memory: the
   * entry is its own parent, and no root, whose name is a slash ({@code slash_name} in {@code
   * fs/dcache.c}).
   */
  public boolean isNeverLinked(KernelStruct dentry) throws IOException {
    boolean apart = dentry.pointer("d_parent") == dentry.address() && !name(dentry).equals(ROOT);
    return apart || hasSimpleName(dentry);
  }

  private boolean hasSimpleName(KernelStruct dentry) throws IOException {
    Optional<KernelStruct> operations = dentry.follow("d_op");
    return operations.isPresent()
        && operations.get().has("d_dname")
        && operations.get().pointer("d_dname") != 0
        && operations.get().pointer("d_dname") == simpleName();
  }

  private String neverLinked(KernelStruct dentry) throws IOException {
    return ROOT + name(dentry) + DELETED;
  }

  private long simpleName() throws IOException {
    if (simpleName == 0) {
      simpleName = image.symbols().findFunction("simple_dname").orElse(-1);
    }
    return simpleName;
  }

  private static long inode(KernelStruct dentry) throws IOException {
    var inode = dentry.follow("d_inode");
    return inode.isPresent() ? inode.get().number("i_ino") : 0;
  }

  /** A name that is in no directory any more has no place in the hash of names. */
  private String deleted(long address) throws IOException {
    KernelStruct dentry = image.struct("dentry", address);
    boolean unhashed = dentry.pointer("d_hash.pprev") == 0;
    boolean root = dentry.pointer("d_parent") == address;
    return unhashed && !root ? DELETED : "";
  }

  private static String joined(Deque<String> names) {
    return "/" + String.join("/", names);
  }
}
