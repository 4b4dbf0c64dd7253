package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kind.Listing;
import org.kexshot.types.Member;

/**
 * Reads what {@link TaskList} leaves out: environment, credentials, namespaces, directories. Cost:
 * some fifty reads a process. Source: {@code fs/proc/array.c}, {@code fs/proc/namespaces.c}.
 */
public final class ProcessDetails {
  private static final int MAX_GROUPS = 1 << 16;

  /** Members of {@code nsproxy} by the names that {@code /proc} has for them. */
  private static final List<List<String>> BY_PROXY =
      List.of(
          List.of("cgroup", "cgroup_ns"),
          List.of("ipc", "ipc_ns"),
          List.of("mnt", "mnt_ns"),
          List.of("net", "net_ns"),
          List.of("time", "time_ns"),
          List.of("uts", "uts_ns"));

  private final KernelImage image;
  private final Paths paths;
  private final ArgvReader texts;
  private final Problems problems = new Problems();

  private ProcessDetails(KernelImage image) {
    this.image = image;
    this.paths = new Paths(image);
    this.texts = new ArgvReader(image);
  }

  /**
   * Reads the details of processes; a part that cannot be read is left out.
   *
   * @throws IOException if types are missing
   */
  public static Listing<ProcessDetail> read(KernelImage image, List<Task> tasks)
      throws IOException {
    ProcessDetails reader = new ProcessDetails(image);
    List<ProcessDetail> details = new ArrayList<>();
    for (Task task : tasks) {
      details.add(reader.read(task));
    }
    return new Listing<>(details, reader.problems.list());
  }

  private ProcessDetail read(Task task) throws IOException {
    KernelStruct leader = image.struct("task_struct", task.address());
    PartialItem parts = new PartialItem(problems, "process " + task.pid());
    Optional<KernelStruct> inner =
        parts.read("the PID", () -> innermost(leader.target("thread_pid")));
    return new ProcessDetail(
        task,
        inner.flatMap(pid -> parts.read("the PID in its namespace", () -> pid.integer("nr"))),
        parts
            .read("the environment", () -> environment(leader, task.pid()))
            .orElse(new Argv(List.of(), Optional.of("what tells where it lies is not readable"))),
        parts.read("credentials", () -> credentials(leader.target("cred"), parts)),
        namespaces(leader, inner, parts),
        parts.read("the executable", () -> executable(leader)),
        parts.read("the directory", () -> directory(leader, "pwd")),
        parts.read("the root directory", () -> directory(leader, "root")));
  }

  private Argv environment(KernelStruct leader, int pid) throws IOException {
    return leader.pointer("mm") == 0 ? Argv.of(List.of()) : texts.readEnvironment(leader, pid);
  }

  private String executable(KernelStruct leader) throws IOException {
    Optional<KernelStruct> mm = leader.follow("mm");
    Optional<KernelStruct> program = mm.isPresent() ? mm.get().follow("exe_file") : mm;
    return program.isPresent() ? paths.of(program.get().embedded("f_path")) : "";
  }

  private String directory(KernelStruct leader, String which) throws IOException {
    Optional<KernelStruct> directories = leader.follow("fs");
    return directories.isPresent() ? paths.of(directories.get().embedded(which)) : "";
  }

  /** What a process is called in its own PID namespace, the last of those that it is seen in. */
  private KernelStruct innermost(KernelStruct pid) throws IOException {
    Member numbers = pid.member("numbers");
    long size = numbers.type().element().size();
    return image.struct("upid", pid.address() + numbers.offset() + pid.number("level") * size);
  }

  private Credentials credentials(KernelStruct cred, PartialItem parts) throws IOException {
    return new Credentials(
        cred.number("uid.val"),
        cred.number("euid.val"),
        cred.number("suid.val"),
        cred.number("gid.val"),
        cred.number("egid.val"),
        cred.number("sgid.val"),
        parts.read("groups", () -> groups(cred)).orElse(List.of()),
        image.memory().readU64(cred.addressOf("cap_permitted")),
        image.memory().readU64(cred.addressOf("cap_effective")),
        image.memory().readU64(cred.addressOf("cap_bset")));
  }

  private List<Long> groups(KernelStruct cred) throws IOException {
    List<Long> groups = new ArrayList<>();
    Optional<KernelStruct> info = cred.follow("group_info");
    if (info.isPresent()) {
      long first = info.get().addressOf("gid");
      for (int i = 0; i < Math.min(info.get().number("ngroups"), MAX_GROUPS); i++) {
        groups.add(image.memory().readU32(first + 4L * i));
      }
    }
    return groups;
  }

  private List<Namespace> namespaces(
      KernelStruct leader, Optional<KernelStruct> inner, PartialItem parts) {
    List<Namespace> namespaces = new ArrayList<>();
    Optional<KernelStruct> proxy =
        parts.read("namespaces", () -> leader.follow("nsproxy")).flatMap(found -> found);
    for (List<String> kind : BY_PROXY) {
      if (proxy.isPresent() && proxy.get().has(kind.get(1))) {
        add(kind.get(0), parts, () -> proxy.get().follow(kind.get(1)), namespaces);
      }
    }
    if (inner.isPresent()) {
      add("pid", parts, () -> inner.get().follow("ns"), namespaces);
    }
    add("user", parts, () -> leader.target("cred").follow("user_ns"), namespaces);
    return namespaces;
  }

  private static void add(
      String kind,
      PartialItem parts,
      PartialItem.Reader<Optional<KernelStruct>> find,
      List<Namespace> into) {
    parts
        .read(
            "namespace " + kind,
            () -> {
              Optional<KernelStruct> namespace = find.read();
              return namespace.isPresent()
                  ? List.of(new Namespace(kind, namespace.get().number("ns.inum")))
                  : List.<Namespace>of();
            })
        .ifPresent(into::addAll);
  }
}
