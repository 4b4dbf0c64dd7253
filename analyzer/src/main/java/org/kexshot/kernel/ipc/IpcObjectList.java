package org.kexshot.kernel.ipc;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.bytesIfPresent;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.RedBlackTree;
import org.kexshot.kernel.structure.XArray;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the System V IPC objects of every IPC namespace. Who has a segment attached is told by the
 * memory areas that map its file. Cost: one walk over the processes and some twenty reads an
 * object. Source: {@code include/linux/ipc.h}, {@code include/linux/ipc_namespace.h}, {@code
 * ipc/util.h}, {@code ipc/shm.c}, {@code ipc/sem.c}, {@code ipc/msg.c}.
 */
public final class IpcObjectList {
  /** Shared memory, semaphores and message queues, as {@code ipcs} lists them. */
  public static final ObjectKind<IpcObject> KIND =
      ObjectKind.of(
          "ipc",
          "ipc",
          "List System V shared memory, semaphores and message queues.",
          IpcObjectList::read,
          IpcObject::title,
          List.of(
              column(
                  "TYPE",
                  ipc -> ipc.type().words(),
                  text("type", IpcObject::type, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">NAMESPACE", number("namespace", IpcObject::namespace, BOOT_IDENTITY, INDEXED)),
              column(
                  "KEY",
                  meaning(
                      "hexadecimal; 0 for a private one",
                      text("key", IpcObject::shownKey, BOOT_IDENTITY, IDENTITY, INDEXED))),
              column(">ID", number("id", IpcObject::id, BOOT_IDENTITY, INDEXED)),
              column(
                  ">UID",
                  meaning(
                      "of the owner",
                      number("uid", IpcObject::uid, IDENTITY, BOOT_COMPARED, INDEXED))),
              meaning("of the owner's group", number("gid", IpcObject::gid, COMPARED)),
              column("MODE", meaning("octal", text("mode", IpcObject::permissions, COMPARED))),
              column(
                  ">SIZE",
                  meaning(
                      "of a segment, or of messages in a queue",
                      bytesIfPresent("bytes", IpcObject::bytes, COMPARED, INDEXED))),
              column(
                  ">COUNT",
                  meaning(
                      "of semaphores in a set, or messages in a queue",
                      number("count", IpcObject::count, COMPARED))),
              column(
                  ">CREATOR",
                  reference("creator", "process", IpcObject::creator, BOOT_COMPARED, INDEXED)),
              column(
                  ">LAST",
                  meaning(
                      "process that attached, detached or sent last",
                      number("last", IpcObject::last, BOOT_COMPARED))),
              column(
                  "PROCESSES",
                  meaning(
                      "ids of processes that have it attached, or semaphores to undo",
                      list("processes", IpcObject::processes, BOOT_COMPARED, INDEXED))),
              meaning(
                  "of its kern_ipc_perm",
                  address("address", IpcObject::address, BOOT_IDENTITY, INDEXED))));

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final AddressSet seen = new AddressSet();
  private final List<IpcObject> objects = new ArrayList<>();

  /** Process ids by the address of their {@code mm_struct}, and of their {@code sem_undo_list}. */
  private final Map<Long, Set<Integer>> byMemory = new HashMap<>();

  private final Map<Long, Set<Integer>> byUndoList = new HashMap<>();

  private IpcObjectList(KernelImage image) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /**
   * Reads all objects, namespace by namespace; a kernel without System V IPC has none.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<IpcObject> read(KernelImage image) throws IOException {
    IpcObjectList list = new IpcObjectList(image);
    if (image.types().findStruct("sem_array").isPresent()) {
      list.readNamespaces();
    }
    return new Listing<>(list.objects, list.problems.list(), list.problems.isWhole());
  }

  private void readNamespaces() throws IOException {
    List<KernelStruct> namespaces = new ArrayList<>();
    OptionalLong initial = image.symbols().findData("init_ipc_ns");
    if (initial.isPresent() && seen.add(initial.getAsLong())) {
      namespaces.add(image.struct("ipc_namespace", initial.getAsLong()));
    }
    TaskList.forEachProcess(
        image,
        problems,
        task -> {
          int pid = task.integer("tgid");
          byMemory.computeIfAbsent(task.pointer("mm"), mm -> new TreeSet<>()).add(pid);
          byUndoList
              .computeIfAbsent(task.pointer("sysvsem.undo_list"), undo -> new TreeSet<>())
              .add(pid);
          Optional<KernelStruct> proxy = task.follow("nsproxy");
          if (proxy.isPresent()) {
            proxy
                .get()
                .follow("ipc_ns")
                .filter(namespace -> seen.add(namespace.address()))
                .ifPresent(namespaces::add);
          }
        });
    for (KernelStruct namespace : namespaces) {
      readNamespace(namespace);
    }
  }

  private void readNamespace(KernelStruct namespace) throws IOException {
    long number = namespace.number("ns.inum");
    long size = image.type("ipc_ids").size();
    for (IpcObject.Type type : IpcObject.Type.values()) {
      KernelStruct ids =
          image.struct("ipc_ids", namespace.addressOf("ids") + type.ordinal() * size);
      new XArray(image, problems)
          .forEachOfIdr(
              "the %s of IPC namespace %d".formatted(type.words(), number),
              ids.embedded("ipcs_idr"),
              (index, entry) -> objects.add(object(type, number, entry)));
    }
  }

  private IpcObject object(IpcObject.Type type, long namespace, long address) throws IOException {
    // The permissions are the first member of each of the three.
    KernelStruct permissions = image.struct("kern_ipc_perm", address);
    int id = permissions.integer("id");
    PartialItem parts = new PartialItem(problems, "%s %d".formatted(type.words(), id));
    KernelStruct object =
        image.struct(
            switch (type) {
              case SEMAPHORES -> "sem_array";
              case MESSAGES -> "msg_queue";
              case SHARED_MEMORY -> "shmid_kernel";
            },
            address);
    return new IpcObject(
        type,
        namespace,
        permissions.number("key") & 0xffff_ffffL,
        id,
        permissions.number("uid.val"),
        permissions.number("gid.val"),
        permissions.integer("mode"),
        switch (type) {
          case SEMAPHORES -> Optional.empty();
          case MESSAGES -> parts.read("the bytes", () -> object.number("q_cbytes"));
          case SHARED_MEMORY -> parts.read("the size", () -> object.number("shm_segsz"));
        },
        switch (type) {
          case SEMAPHORES -> parts.read("the count", () -> object.number("sem_nsems"));
          case MESSAGES -> parts.read("the count", () -> object.number("q_qnum"));
          case SHARED_MEMORY -> Optional.empty();
        },
        type == IpcObject.Type.SHARED_MEMORY
            ? process(parts, "the creator", object, "shm_cprid")
            : Optional.empty(),
        switch (type) {
          case SEMAPHORES -> Optional.empty();
          case MESSAGES -> process(parts, "the last sender", object, "q_lspid");
          case SHARED_MEMORY -> process(parts, "the last process", object, "shm_lprid");
        },
        processes(type, object, parts),
        address);
  }

  /** A pointer to a {@code struct pid} since 4.17 (commit 98f929b1bd4d), a number before. */
  private Optional<Integer> process(
      PartialItem parts, String what, KernelStruct object, String member) {
    return parts
        .read(
            what,
            () ->
                object.member(member).type().isSigned()
                    ? Optional.of(object.integer(member))
                    : initialNumber(object.follow(member)))
        .flatMap(known -> known);
  }

  private Optional<Integer> initialNumber(Optional<KernelStruct> pid) throws IOException {
    return pid.isPresent()
        ? Optional.of(image.struct("upid", pid.get().addressOf("numbers")).integer("nr"))
        : Optional.empty();
  }

  private Optional<List<Integer>> processes(
      IpcObject.Type type, KernelStruct object, PartialItem parts) {
    return parts.read(
        "the processes",
        () -> {
          Set<Integer> pids = new TreeSet<>();
          if (type == IpcObject.Type.SHARED_MEMORY) {
            addAttached(object, pids);
          } else if (type == IpcObject.Type.SEMAPHORES) {
            addUndoing(object, pids);
          }
          return List.copyOf(pids);
        });
  }

  /** Areas of all processes that map a file hang in a tree of the file's mapping. */
  private void addAttached(KernelStruct segment, Set<Integer> pids) throws IOException {
    long node = image.offset("vm_area_struct", "shared.rb");
    KernelStruct mapping = segment.target("shm_file").target("f_mapping");
    new RedBlackTree(image, problems)
        .forEach(
            "the areas that map a segment",
            mapping.addressOf("i_mmap"),
            at ->
                pids.addAll(
                    byMemory.getOrDefault(
                        image.struct("vm_area_struct", at - node).pointer("vm_mm"), Set.of())));
  }

  private void addUndoing(KernelStruct set, Set<Integer> pids) throws IOException {
    long node = image.offset("sem_undo", "list_id");
    lists.circular(
        "the undo lists of semaphores",
        set.addressOf("list_id"),
        at ->
            pids.addAll(
                byUndoList.getOrDefault(
                    image.struct("sem_undo", at - node).pointer("ulp"), Set.of())));
  }
}
