package org.kexshot.kernel.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;

/** A task in a group two below the root of version 2, and in one of a hierarchy of version 1. */
class TaskControlGroupsTest {
  private static final int ONLINE = 2;

  private final FakeKernel kernel = new FakeKernel();
  private long task;
  private long set;
  private long top;
  private long inner;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("kernfs_node", "name: *char")
        .define("cgroup_subsys_state", "flags: unsigned int", "parent: *cgroup_subsys_state")
        .define("cgroup_root", "subsys_mask: unsigned int", "hierarchy_id: int", "name: char[16]")
        .define(
            "cgroup",
            "id: int",
            "self: cgroup_subsys_state",
            "kn: *kernfs_node",
            "root: *cgroup_root")
        .define("css_set", "dfl_cgrp: *cgroup", "cgrp_links: list_head")
        .define("cgrp_cset_link", "cgrp: *cgroup", "cgrp_link: list_head")
        .define("cgroup_subsys", "name: *char", "legacy_name: *char")
        .define("task_struct", "cgroups: *css_set");
    long unified = hierarchy(0, 0, "");
    long legacy = hierarchy(5, 3, "old");
    top = group("", 0, unified);
    long slice = group("system.slice", top, unified);
    inner = group("ssh.service", slice, unified);
    long other = group("jobs", group("", 0, legacy), legacy);
    set = kernel.allocateOnOwnPage("css_set");
    kernel.set(set, "css_set", "dfl_cgrp", inner);
    kernel.ring(set + kernel.offset("css_set", "cgrp_links"), link(inner), link(other));
    task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "cgroups", set);
    long table = kernel.allocate(8);
    kernel.symbol("cgroup_subsys", table);
    kernel.number(table, controller("io", "blkio"), 4);
    kernel.number(table + 4, controller("memory", "memory"), 4);
  }

  private long hierarchy(int number, int mask, String name) throws IOException {
    long root = kernel.allocate("cgroup_root");
    kernel.set(root, "cgroup_root", "hierarchy_id", number);
    kernel.set(root, "cgroup_root", "subsys_mask", mask);
    kernel.text(root, "cgroup_root", "name", name);
    return root;
  }

  private long group(String name, long parent, long root) throws IOException {
    long group = kernel.allocateOnOwnPage("cgroup");
    long node = kernel.allocate("kernfs_node");
    kernel.set(node, "kernfs_node", "name", kernel.string(name));
    kernel.set(group, "cgroup", "kn", node);
    kernel.set(group, "cgroup", "root", root);
    kernel.set(group, "cgroup", "self.flags", ONLINE);
    kernel.set(
        group, "cgroup", "self.parent", parent == 0 ? 0 : parent + kernel.offset("cgroup", "self"));
    return group;
  }

  private long link(long group) throws IOException {
    long link = kernel.allocate("cgrp_cset_link");
    kernel.set(link, "cgrp_cset_link", "cgrp", group);
    return link + kernel.offset("cgrp_cset_link", "cgrp_link");
  }

  private long controller(String name, String legacy) throws IOException {
    long controller = kernel.allocate("cgroup_subsys");
    kernel.set(controller, "cgroup_subsys", "name", kernel.string(name));
    kernel.set(controller, "cgroup_subsys", "legacy_name", kernel.string(legacy));
    return controller;
  }

  private Optional<GroupsOfTask> read() throws IOException {
    KernelImage image = kernel.open();
    return new TaskControlGroups(image).of(image.struct("task_struct", task));
  }

  @Test
  void namesTheGroupOfEachHierarchy() throws Exception {
    GroupsOfTask groups = read().orElseThrow();
    assertThat(groups.unified()).contains("/system.slice/ssh.service");
    assertThat(groups.legacy()).containsExactly("blkio,memory,name=old:/jobs");
  }

  @Test
  void theRootGroupIsASlash() throws Exception {
    kernel.set(set, "css_set", "dfl_cgrp", top);
    kernel.set(top, "cgroup", "self.flags", 0);
    assertThat(read().orElseThrow().unified()).contains("/");
  }

  @Test
  void aGroupThatWasRemovedIsSaidToBe() throws Exception {
    kernel.set(inner, "cgroup", "self.flags", 0);
    assertThat(read().orElseThrow().unified()).contains("/system.slice/ssh.service (deleted)");
  }

  @Test
  void aGroupInItselfIsAFault() throws Exception {
    kernel.set(inner, "cgroup", "self.parent", inner + kernel.offset("cgroup", "self"));
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessage("the control group at 0x%x contains itself".formatted(inner));
  }

  @Test
  void aListOfGroupsThatBreaksOffIsAFault() throws Exception {
    kernel.number(set + kernel.offset("css_set", "cgrp_links"), 0, 4);
    assertThatThrownBy(this::read).hasMessageContaining("the control groups of a task breaks off");
  }

  @Test
  void aKernelWithoutControlGroupsTellsNone() throws Exception {
    FakeKernel bare = new FakeKernel().define("task_struct", "pid: int");
    KernelImage image = bare.open();
    long bareTask = bare.allocate("task_struct");
    assertThat(new TaskControlGroups(image).of(image.struct("task_struct", bareTask))).isEmpty();
  }
}
