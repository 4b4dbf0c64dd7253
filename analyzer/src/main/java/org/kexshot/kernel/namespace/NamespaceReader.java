package org.kexshot.kernel.namespace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.types.Member;

/**
 * Reads which namespaces processes are in. Cost: some twenty reads a process. Source: {@code
 * include/linux/nsproxy.h}, {@code fs/proc/namespaces.c}.
 */
public final class NamespaceReader {
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
  private final PartialItem parts;

  /**
   * @param parts of the process, which notes what is not readable
   */
  public NamespaceReader(KernelImage image, PartialItem parts) {
    this.image = image;
    this.parts = parts;
  }

  /**
   * What a process is called in its own PID namespace, the last of those that it is seen in; empty
   * for one that has ended and was waited for, which is in none.
   */
  public static Optional<KernelStruct> innermost(KernelImage image, KernelStruct leader)
      throws IOException {
    Optional<KernelStruct> pid = leader.follow("thread_pid");
    if (pid.isEmpty()) {
      return pid;
    }
    Member numbers = pid.get().member("numbers");
    long size = numbers.type().element().size();
    return Optional.of(
        image.struct(
            "upid", pid.get().address() + numbers.offset() + pid.get().number("level") * size));
  }

  /**
   * Those that a process is in and its parent is not. Cost: ten reads where both share all.
   *
   * @throws IOException if it cannot be told whether they do
   */
  public List<Namespace> own(KernelStruct leader) throws IOException {
    Optional<KernelStruct> parent =
        leader.has("nsproxy") ? leader.follow("real_parent") : Optional.empty();
    if (parent.isEmpty() || shareAll(leader, parent.get())) {
      return List.of();
    }
    List<Namespace> own = new ArrayList<>(all(leader));
    own.removeAll(all(parent.get()));
    return own;
  }

  private static boolean shareAll(KernelStruct leader, KernelStruct parent) throws IOException {
    return leader.pointer("nsproxy") == parent.pointer("nsproxy")
        && leader.target("cred").pointer("user_ns") == parent.target("cred").pointer("user_ns")
        && level(leader) == level(parent);
  }

  /** Of the PID namespace, which is one deeper than that of the process that made it. */
  private static long level(KernelStruct leader) throws IOException {
    Optional<KernelStruct> pid = leader.follow("thread_pid");
    return pid.isPresent() ? pid.get().number("level") : 0;
  }

  private List<Namespace> all(KernelStruct leader) {
    return all(
        leader, parts.read("the PID", () -> innermost(image, leader)).flatMap(found -> found));
  }

  /**
   * All that can be read.
   *
   * @param inner what the process is called in its own PID namespace, if that is known
   */
  public List<Namespace> all(KernelStruct leader, Optional<KernelStruct> inner) {
    List<Namespace> namespaces = new ArrayList<>();
    Optional<KernelStruct> proxy =
        parts.read("namespaces", () -> leader.follow("nsproxy")).flatMap(found -> found);
    for (List<String> kind : BY_PROXY) {
      if (proxy.isPresent() && proxy.get().has(kind.get(1))) {
        add(kind.get(0), () -> proxy.get().follow(kind.get(1)), namespaces);
      }
    }
    if (inner.isPresent()) {
      add("pid", () -> inner.get().follow("ns"), namespaces);
    }
    add("user", () -> leader.target("cred").follow("user_ns"), namespaces);
    return namespaces;
  }

  private void add(
      String kind, PartialItem.Reader<Optional<KernelStruct>> find, List<Namespace> into) {
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
