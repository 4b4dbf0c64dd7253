package org.kexshot.kernel.mount;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.DeviceNumber;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.RedBlackTree;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Reads the mounts of mount namespaces, in the order in which they were made in each. */
public final class MountList {
  /**
   * Mounts, as {@code /proc/PID/mountinfo} has them. The kernel gives an id and a super block of a
   * mount that went to the next one, which only its source and type tell apart.
   */
  public static final ObjectKind<Mount> KIND =
      ObjectKind.ofProcesses(
          "mount",
          "mounts",
          "List the mounts that processes see, each mount namespace once.",
          MountList::read,
          Mount::title,
          List.of(
              column(">NAMESPACE", number("namespace", Mount::namespace, BOOT_IDENTITY, INDEXED)),
              column(">ID", number("id", Mount::id, BOOT_IDENTITY, INDEXED)),
              column(">PARENT", reference("parentId", "mount", Mount::parentId, BOOT_COMPARED)),
              column("DEVICE", text("device", Mount::device, BOOT_COMPARED, INDEXED)),
              column(
                  "ROOT",
                  meaning(
                      "in the file system",
                      path("root", Mount::root, BOOT_IDENTITY, IDENTITY, INDEXED))),
              column("TARGET", path("target", Mount::target, IDENTITY, BOOT_COMPARED, INDEXED)),
              column("TYPE", text("type", Mount::type, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  "MODE",
                  mount -> mount.readOnly() ? "ro" : "rw",
                  flag("readOnly", Mount::readOnly, COMPARED, INDEXED)),
              column("OPTIONS", list("options", Mount::options, COMPARED, INDEXED)),
              column("SOURCE", text("source", Mount::source, BOOT_IDENTITY, IDENTITY, INDEXED)),
              address("superBlock", Mount::superBlock, BOOT_IDENTITY, INDEXED)));

  /** {@code MNT_READONLY} and {@code SB_RDONLY}. */
  private static final long MOUNT_READ_ONLY = 0x40;

  private static final long FILESYSTEM_READ_ONLY = 1;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final Paths paths;
  private final List<Mount> mounts = new ArrayList<>();
  private final AddressSet seen = new AddressSet();

  private MountList(KernelImage image) {
    this.image = image;
    this.paths = new Paths(image);
  }

  /**
   * Reads the mounts that the kernel itself sees, and so does the first process mostly.
   *
   * @throws IOException if there is no way to them: symbols or types are missing
   */
  public static Listing<Mount> read(KernelImage image) throws IOException {
    MountList list = new MountList(image);
    list.readNamespace(image.symbolStruct("init_task", "task_struct"));
    return new Listing<>(list.mounts, list.problems.list(), list.problems.isWhole());
  }

  /**
   * Reads the mounts that processes see, each namespace once.
   *
   * @param wanted which processes, by process id
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Mount> read(KernelImage image, IntPredicate wanted) throws IOException {
    MountList list = new MountList(image);
    TaskList.forEachProcess(
        image,
        list.problems,
        task -> {
          if (wanted.test(task.integer("tgid"))) {
            list.readNamespace(task);
          }
        });
    return new Listing<>(list.mounts, list.problems.list(), list.problems.isWhole());
  }

  private void readNamespace(KernelStruct task) throws IOException {
    Optional<KernelStruct> proxy = task.follow("nsproxy");
    Optional<KernelStruct> namespace =
        proxy.isPresent() ? proxy.get().follow("mnt_ns") : Optional.empty();
    if (namespace.isEmpty() || !seen.add(namespace.get().address())) {
      return;
    }
    long number = namespace.get().number("ns.inum");
    LinkedNodes.Visitor add = node -> mounts.add(mount(number, node));
    // A tree instead of a list since 6.8, commit 2eea9ce4310d.
    if (namespace.get().has("list")) {
      long offset = image.offset("mount", "mnt_list");
      new LinkedNodes(image.memory(), problems)
          .circular(
              "the list of mounts",
              namespace.get().addressOf("list"),
              node -> add.visit(node - offset));
    } else {
      long offset = image.offset("mount", "mnt_node");
      new RedBlackTree(image, problems)
          .forEach(
              "the tree of mounts",
              namespace.get().addressOf("mounts"),
              node -> add.visit(node - offset));
    }
  }

  private Mount mount(long namespace, long address) throws IOException {
    KernelStruct mount = image.struct("mount", address);
    int id = mount.integer("mnt_id");
    KernelStruct parent = image.struct("mount", mount.pointer("mnt_parent"));
    KernelStruct superBlock = image.struct("super_block", mount.pointer("mnt.mnt_sb"));
    PartialItem parts = new PartialItem(problems, "mount %d".formatted(id));
    long flags = mount.number("mnt.mnt_flags");
    long common = parts.read("flags", () -> superBlock.number("s_flags")).orElse(0L);
    return new Mount(
        namespace,
        id,
        parts.read("the parent", () -> parent.integer("mnt_id")),
        parts.read("the device", () -> DeviceNumber.text(superBlock.number("s_dev"))),
        parts.read("the root", () -> paths.inFilesystem(mount.pointer("mnt.mnt_root"))),
        parts.read("the target", () -> paths.ofMount(mount)),
        parts.read("the type", () -> type(superBlock)),
        parts.read("the source", () -> mount.text("mnt_devname")),
        (flags & MOUNT_READ_ONLY) != 0 || (common & FILESYSTEM_READ_ONLY) != 0,
        MountOption.of(flags, common),
        superBlock.address());
  }

  private static String type(KernelStruct superBlock) throws IOException {
    String type = superBlock.target("s_type").text("name");
    String subtype = superBlock.text("s_subtype");
    return subtype.isEmpty() ? type : type + "." + subtype;
  }
}
