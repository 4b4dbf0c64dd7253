package org.kexshot.kernel.cgroup;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads which control groups tasks are in, as {@code /proc/PID/cgroup} has them for who is in no
 * cgroup namespace. Tasks that are in the same groups share a {@code css_set}, which is read once.
 * Cost: one read a task, and for each set some six for each group on the way to a root. Source:
 * {@code kernel/cgroup/cgroup.c}, {@code proc_cgroup_show}.
 */
public final class TaskControlGroups {
  /** {@code CSS_ONLINE}; of a group that was removed it is off. */
  private static final long ONLINE = 1 << 1;

  private static final int MAX_DEPTH = 256;
  private static final int MAX_CONTROLLERS = 64;
  private static final String DELETED = " (deleted)";

  private final KernelImage image;
  private final Map<Long, GroupsOfTask> sets = new HashMap<>();

  public TaskControlGroups(KernelImage image) {
    this.image = image;
  }

  /**
   * The groups of a task; empty if the kernel has no control groups.
   *
   * @throws IOException if they cannot be read
   */
  public Optional<GroupsOfTask> of(KernelStruct task) throws IOException {
    Optional<KernelStruct> set = task.has("cgroups") ? task.follow("cgroups") : Optional.empty();
    if (set.isEmpty()) {
      return Optional.empty();
    }
    GroupsOfTask groups = sets.get(set.get().address());
    if (groups == null) {
      groups = read(set.get());
      sets.put(set.get().address(), groups);
    }
    return Optional.of(groups);
  }

  private GroupsOfTask read(KernelStruct set) throws IOException {
    Optional<KernelStruct> unified =
        set.has("dfl_cgrp") ? set.follow("dfl_cgrp") : Optional.empty();
    return new GroupsOfTask(
        unified.isPresent() ? Optional.of(path(unified.get())) : Optional.empty(), legacy(set));
  }

  private List<String> legacy(KernelStruct set) throws IOException {
    List<String> groups = new ArrayList<>();
    if (!set.has("cgrp_links")) {
      return groups;
    }
    long link = image.offset("cgrp_cset_link", "cgrp_link");
    Problems problems = new Problems();
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the control groups of a task",
            set.addressOf("cgrp_links"),
            node -> {
              KernelStruct group = image.struct("cgrp_cset_link", node - link).target("cgrp");
              KernelStruct root = group.target("root");
              // 0 is the number of the hierarchy of version 2.
              if (root.number("hierarchy_id") != 0) {
                groups.add(hierarchy(root) + ":" + path(group));
              }
            });
    if (!problems.list().isEmpty()) {
      throw new IOException(problems.list().get(0));
    }
    Collections.sort(groups);
    return groups;
  }

  /** Its controllers by the names that version 1 has for them, and its own name. */
  private String hierarchy(KernelStruct root) throws IOException {
    List<String> names = controllers(root.number("subsys_mask"));
    String name = root.text("name");
    if (!name.isEmpty()) {
      names.add("name=" + name);
    }
    return String.join(",", names);
  }

  private List<String> controllers(long mask) throws IOException {
    OptionalLong table = image.symbols().findData("cgroup_subsys");
    List<String> names = new ArrayList<>();
    int word = image.memory().pointerSize();
    for (int i = 0; table.isPresent() && i < MAX_CONTROLLERS; i++) {
      if ((mask >>> i & 1) != 0) {
        KernelStruct controller =
            image.struct(
                "cgroup_subsys", image.memory().readPointer(table.getAsLong() + (long) i * word));
        names.add(controller.text(controller.has("legacy_name") ? "legacy_name" : "name"));
      }
    }
    return names;
  }

  /**
   * From the root of the hierarchy down. Groups lead to those above them by themselves; the files
   * that stand for them name their directory otherwise since 6.15, commit 633488947ef6.
   */
  private String path(KernelStruct lowest) throws IOException {
    Deque<String> names = new ArrayDeque<>();
    long self = image.offset("cgroup", "self");
    KernelStruct group = lowest;
    for (long parent = group.pointer("self.parent");
        parent != 0;
        parent = group.pointer("self.parent")) {
      if (names.size() == MAX_DEPTH) {
        throw new IOException(
            "the control group at 0x%x contains itself".formatted(lowest.address()));
      }
      names.addFirst(group.target("kn").text("name"));
      group = image.struct("cgroup", parent - self);
    }
    boolean gone = !names.isEmpty() && (lowest.number("self.flags") & ONLINE) == 0;
    return "/" + String.join("/", names) + (gone ? DELETED : "");
  }
}
