package org.kexshot.kernel.cgroup;

import java.util.List;
import java.util.Optional;

/**
 * A control group.
 *
 * @param hierarchy number of its hierarchy; 0 is that of version 2
 * @param name of the hierarchy, or the controllers that are bound to it, with commas
 * @param controllers that can be set for the group, with commas, as {@code cgroup.controllers} has
 *     them; empty if it is not known which
 * @param path inside the hierarchy
 * @param members process ids of its own members, those in groups below it not among them
 * @param limits that it was given, each as the name of its file and what that has; empty if they
 *     cannot be read
 * @param frozen whether its processes are to stand still; empty if the kernel's type does not say
 * @param address kernel virtual address of its {@code struct cgroup}
 */
public record ControlGroup(
    int hierarchy,
    String name,
    Optional<String> controllers,
    String path,
    List<Integer> members,
    Optional<List<String>> limits,
    Optional<Boolean> frozen,
    long address) {
  public ControlGroup {
    members = List.copyOf(members);
  }

  /** The controllers; of a hierarchy of version 1 that has none its name. */
  public String shownControllers() {
    return controllers.map(set -> set.isEmpty() && hierarchy != 0 ? name : set).orElse("");
  }

  /** The path, with the hierarchy where it has a name. */
  public String title() {
    return name.isEmpty() ? path : path + "  " + name;
  }
}
