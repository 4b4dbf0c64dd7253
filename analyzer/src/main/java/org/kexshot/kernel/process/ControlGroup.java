package org.kexshot.kernel.process;

import java.util.List;

/**
 * A control group.
 *
 * @param hierarchy number of its hierarchy; 0 is that of version 2
 * @param name of the hierarchy, or the controllers that are bound to it, with commas
 * @param path inside the hierarchy
 * @param members process ids of its own members, those in groups below it not among them
 * @param address kernel virtual address of its {@code struct cgroup}
 */
public record ControlGroup(
    int hierarchy, String name, String path, List<Integer> members, long address) {
  public ControlGroup {
    members = List.copyOf(members);
  }

  /** The path, with the hierarchy where it has a name. */
  String title() {
    return name.isEmpty() ? path : path + "  " + name;
  }
}
