package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Reads the details of processes; one whose details cannot be read is left out. */
  public static Listing<ProcessDetail> read(KernelImage image, List<Task> tasks) {
    ProcessDetails reader = new ProcessDetails(image);
    List<ProcessDetail> details = new ArrayList<>();
    for (Task task : tasks) {
      try {
        details.add(reader.read(task));
      } catch (IOException fault) {
        reader.problems.add("details of process %d: %s", task.pid(), fault.getMessage());
      }
    }
    return new Listing<>(details, reader.problems.list());
  }

  private ProcessDetail read(Task task) throws IOException {
    KernelStruct leader = image.struct("task_struct", task.address());
    Optional<KernelStruct> mm = leader.follow("mm");
    Optional<KernelStruct> program = mm.isPresent() ? mm.get().follow("exe_file") : mm;
    Optional<KernelStruct> directories = leader.follow("fs");
    KernelStruct pid = leader.target("thread_pid");
    KernelStruct inner = innermost(pid);
    return new ProcessDetail(
        task,
        inner.integer("nr"),
        mm.isPresent() ? texts.readEnvironment(leader, task.pid()) : Argv.of(List.of()),
        credentials(leader.target("cred")),
        namespaces(leader, inner),
        program.isPresent() ? paths.of(program.get().embedded("f_path")) : "",
        directories.isPresent() ? paths.of(directories.get().embedded("pwd")) : "",
        directories.isPresent() ? paths.of(directories.get().embedded("root")) : "");
  }

  /** What a process is called in its own PID namespace, the last of those that it is seen in. */
  private KernelStruct innermost(KernelStruct pid) throws IOException {
    Member numbers = pid.member("numbers");
    long size = numbers.type().element().size();
    return image.struct("upid", pid.address() + numbers.offset() + pid.number("level") * size);
  }

  private Credentials credentials(KernelStruct cred) throws IOException {
    return new Credentials(
        cred.integer("uid.val"),
        cred.integer("euid.val"),
        cred.integer("suid.val"),
        cred.integer("gid.val"),
        cred.integer("egid.val"),
        cred.integer("sgid.val"),
        groups(cred),
        image.memory().readU64(cred.addressOf("cap_permitted")),
        image.memory().readU64(cred.addressOf("cap_effective")),
        image.memory().readU64(cred.addressOf("cap_bset")));
  }

  private List<Integer> groups(KernelStruct cred) throws IOException {
    List<Integer> groups = new ArrayList<>();
    Optional<KernelStruct> info = cred.follow("group_info");
    if (info.isPresent()) {
      long first = info.get().addressOf("gid");
      for (int i = 0; i < Math.min(info.get().number("ngroups"), MAX_GROUPS); i++) {
        groups.add(image.memory().readS32(first + 4L * i));
      }
    }
    return groups;
  }

  private List<Namespace> namespaces(KernelStruct leader, KernelStruct inner) throws IOException {
    List<Namespace> namespaces = new ArrayList<>();
    Optional<KernelStruct> proxy = leader.follow("nsproxy");
    for (List<String> kind : BY_PROXY) {
      if (proxy.isPresent() && proxy.get().has(kind.get(1))) {
        add(kind.get(0), proxy.get().follow(kind.get(1)), namespaces);
      }
    }
    add("pid", inner.follow("ns"), namespaces);
    add("user", leader.target("cred").follow("user_ns"), namespaces);
    return namespaces;
  }

  private static void add(String kind, Optional<KernelStruct> namespace, List<Namespace> into)
      throws IOException {
    if (namespace.isPresent()) {
      into.add(new Namespace(kind, namespace.get().number("ns.inum")));
    }
  }
}
