package org.kexshot.kernel.cgroup;

import java.util.List;
import java.util.Optional;

/**
 * The control groups that a task is in, each with its path from the root of its hierarchy.
 *
 * @param unified path in the hierarchy of version 2; empty if the kernel does not tell it
 * @param legacy of hierarchies of version 1, each as {@code cpu,cpuacct:/path} or {@code
 *     name=systemd:/path}, in alphabetical order
 */
public record GroupsOfTask(Optional<String> unified, List<String> legacy) {
  public GroupsOfTask {
    legacy = List.copyOf(legacy);
  }
}
