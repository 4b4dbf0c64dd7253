package org.kexshot.kernel.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** One hierarchy with one group below its root. */
class ControlGroupListTest {
  private final FakeKernel kernel = new FakeKernel();
  private long root;
  private long child;
  private long top;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("kernfs_node", "name: *char")
        .define("cgroup_subsys_state", "sibling: list_head", "children: list_head")
        .define(
            "cgroup",
            "self: cgroup_subsys_state",
            "kn: *kernfs_node",
            "cset_links: list_head",
            "subtree_control: unsigned short",
            "dom_cgrp: *char")
        .define(
            "cgroup_root",
            "subsys_mask: unsigned int",
            "hierarchy_id: int",
            "root_list: list_head",
            "cgrp: cgroup",
            "name: char[16]")
        .define("css_set", "tasks: list_head", "mg_tasks: list_head")
        .define("cgrp_cset_link", "cset: *css_set", "cset_link: list_head")
        .define("cgroup_subsys", "name: *char")
        .define("task_struct", "tgid: int", "cg_list: list_head");
    long head = kernel.allocate("list_head");
    kernel.symbol("cgroup_roots", head);
    root = kernel.allocate("cgroup_root");
    kernel.set(root, "cgroup_root", "subsys_mask", 2);
    kernel.ring(head, root + kernel.offset("cgroup_root", "root_list"));
    long controllers = kernel.allocate(8);
    kernel.symbol("cgroup_subsys", controllers);
    long memory = kernel.allocate("cgroup_subsys");
    kernel.set(memory, "cgroup_subsys", "name", text("memory"));
    kernel.number(controllers + 4, memory, 4);
    long perf = kernel.allocate("cgroup_subsys");
    kernel.set(perf, "cgroup_subsys", "name", text("perf_event"));
    kernel.number(controllers, perf, 4);
    long top = root + kernel.offset("cgroup_root", "cgrp");
    child = kernel.allocateOnOwnPage("cgroup");
    long node = kernel.allocate("kernfs_node");
    kernel.set(node, "kernfs_node", "name", text("inner"));
    kernel.set(child, "cgroup", "kn", node);
    kernel.set(child, "cgroup", "dom_cgrp", child);
    kernel.ring(
        top + kernel.offset("cgroup", "self.children"),
        child + kernel.offset("cgroup", "self.sibling"));
    kernel.ring(child + kernel.offset("cgroup", "self.children"));
    members(top, 1, 1, 7);
    members(child, 9);
  }

  private long text(String value) {
    long at = kernel.allocate(16);
    kernel.bytes(at, value.getBytes(StandardCharsets.US_ASCII));
    return at;
  }

  private void members(long group, int... processes) throws IOException {
    long set = kernel.allocate("css_set");
    long[] nodes = new long[processes.length];
    for (int i = 0; i < processes.length; i++) {
      long task = kernel.allocate("task_struct");
      kernel.set(task, "task_struct", "tgid", processes[i]);
      nodes[i] = task + kernel.offset("task_struct", "cg_list");
    }
    kernel.ring(set + kernel.offset("css_set", "tasks"), nodes);
    kernel.ring(set + kernel.offset("css_set", "mg_tasks"));
    long link = kernel.allocate("cgrp_cset_link");
    kernel.set(link, "cgrp_cset_link", "cset", set);
    kernel.ring(
        group + kernel.offset("cgroup", "cset_links"),
        link + kernel.offset("cgrp_cset_link", "cset_link"));
  }

  @Test
  void readsGroupsAndTheirMembers() throws Exception {
    Listing<ControlGroup> groups = ControlGroupList.read(kernel.open());
    assertThat(groups.problems()).isEmpty();
    assertThat(groups.items())
        .extracting(group -> group.path() + " " + group.members())
        .containsExactly("/ [1, 7]", "/inner [9]");
    assertThat(groups.items()).extracting(ControlGroup::name).containsOnly("memory");
  }

  private void mask(String symbol, int controllers) {
    long variable = kernel.allocate(2);
    kernel.number(variable, controllers, 2);
    kernel.symbol(symbol, variable);
  }

  private Object[] controllers() throws IOException {
    return ControlGroupList.read(kernel.open()).items().stream()
        .map(ControlGroup::controllers)
        .toArray();
  }

  /** Each group has those that its parent enables; of threads those that can be. */
  @Fault("Each control group has the controllers of its hierarchy")
  @Test
  void aGroupHasTheControllersThatItsParentEnables() throws Exception {
    assertThat(controllers()).containsExactly(Optional.empty(), Optional.of(""));
    mask("cgrp_dfl_inhibit_ss_mask", 0);
    mask("cgrp_dfl_implicit_ss_mask", 1);
    kernel.set(root, "cgroup_root", "subsys_mask", 3);
    assertThat(controllers()).containsExactly(Optional.of("memory"), Optional.of(""));
    long top = root + kernel.offset("cgroup_root", "cgrp");
    kernel.set(top, "cgroup", "subtree_control", 2);
    assertThat(controllers()).containsExactly(Optional.of("memory"), Optional.of("memory"));
    kernel.set(child, "cgroup", "dom_cgrp", top);
    assertThat(controllers()).containsExactly(Optional.of("memory"), Optional.empty());
    mask("cgrp_dfl_threaded_ss_mask", 1);
    assertThat(controllers()).containsExactly(Optional.of("memory"), Optional.of(""));
  }

  @Test
  void aGroupBelowItselfEnds() throws Exception {
    kernel.ring(
        child + kernel.offset("cgroup", "self.children"),
        child + kernel.offset("cgroup", "self.sibling"));
    Listing<ControlGroup> groups = ControlGroupList.read(kernel.open());
    assertThat(groups.items()).hasSize(2);
    assertThat(groups.problems())
        .anySatisfy(problem -> assertThat(problem).contains("contains itself"));
  }

  @Test
  void aGroupThatIsNotThereLeavesItsParent() throws Exception {
    kernel.exclude(child);
    Listing<ControlGroup> groups = ControlGroupList.read(kernel.open());
    assertThat(groups.items()).extracting(ControlGroup::path).containsExactly("/");
    assertThat(groups.problems()).isNotEmpty();
  }

  /** Adds what the controllers keep of the lower group. */
  private FakeKernel withControllers() throws IOException {
    FakeKernel own = new FakeKernel();
    own.define("list_head", "next: *list_head", "prev: *list_head")
        .define("kernfs_node", "name: *char")
        .define("cgroup_subsys_state", "sibling: list_head", "children: list_head")
        .define("cgroup_freezer_state", "freeze: unsigned char")
        .define(
            "cgroup",
            "self: cgroup_subsys_state",
            "subsys: unsigned int[3]",
            "kn: *kernfs_node",
            "max_depth: int",
            "max_descendants: int",
            "cset_links: list_head",
            "subtree_control: unsigned short",
            "dom_cgrp: *char",
            "freezer: cgroup_freezer_state")
        .define(
            "cgroup_root",
            "subsys_mask: unsigned int",
            "hierarchy_id: int",
            "root_list: list_head",
            "cgrp: cgroup",
            "name: char[16]")
        .define("css_set", "tasks: list_head", "mg_tasks: list_head")
        .define("cgrp_cset_link", "cset: *css_set", "cset_link: list_head")
        .define("cgroup_subsys", "name: *char")
        .define("page_counter", "usage: unsigned int", "max: unsigned int", "high: unsigned int")
        .define("mem_cgroup", "css: cgroup_subsys_state", "memory: page_counter")
        .define("atomic64_t", "counter: long long")
        .define("pids_cgroup", "pad: int", "css: cgroup_subsys_state", "limit: atomic64_t")
        .define("cfs_bandwidth", "period: long long", "quota: long long")
        .define("task_group", "css: cgroup_subsys_state", "cfs_bandwidth: cfs_bandwidth");
    long head = own.allocate("list_head");
    own.symbol("cgroup_roots", head);
    long hierarchy = own.allocate("cgroup_root");
    own.ring(head, hierarchy + own.offset("cgroup_root", "root_list"));
    long table = own.allocate(12);
    own.symbol("cgroup_subsys", table);
    for (int i = 0; i < 3; i++) {
      long controller = own.allocate("cgroup_subsys");
      own.set(
          controller, "cgroup_subsys", "name", own.string(List.of("memory", "pids", "cpu").get(i)));
      own.number(table + 4L * i, controller, 4);
    }
    top = hierarchy + own.offset("cgroup_root", "cgrp");
    own.set(top, "cgroup", "max_depth", Integer.MAX_VALUE);
    own.set(top, "cgroup", "max_descendants", Integer.MAX_VALUE);
    own.ring(top + own.offset("cgroup", "self.children"));
    own.ring(top + own.offset("cgroup", "cset_links"));
    return own;
  }

  private void control(FakeKernel own, int index, String struct, long state) throws IOException {
    own.number(
        top + own.offset("cgroup", "subsys") + 4L * index, state + own.offset(struct, "css"), 4);
  }

  @Test
  void limitsAreThoseThatWereSet() throws Exception {
    FakeKernel own = withControllers();
    long memory = own.allocate("mem_cgroup");
    own.set(memory, "mem_cgroup", "memory.max", Integer.MAX_VALUE / 4096);
    own.set(memory, "mem_cgroup", "memory.high", Integer.MAX_VALUE / 4096);
    control(own, 0, "mem_cgroup", memory);
    long pids = own.allocate("pids_cgroup");
    own.set(pids, "pids_cgroup", "limit.counter", (4L << 20) + 1);
    control(own, 1, "pids_cgroup", pids);
    long processors = own.allocate("task_group");
    own.set(processors, "task_group", "cfs_bandwidth.quota", -1);
    own.set(processors, "task_group", "cfs_bandwidth.period", 100_000_000);
    control(own, 2, "task_group", processors);
    ControlGroup free = ControlGroupList.read(own.open()).items().get(0);
    assertThat(free.limits()).contains(List.of());
    assertThat(free.frozen()).contains(false);

    own.set(memory, "mem_cgroup", "memory.max", 16);
    own.set(pids, "pids_cgroup", "limit.counter", 32);
    own.set(processors, "task_group", "cfs_bandwidth.quota", 20_000_000);
    own.set(top, "cgroup", "max_descendants", 4);
    own.set(top, "cgroup", "freezer.freeze", 1);
    ControlGroup limited = ControlGroupList.read(own.open()).items().get(0);
    assertThat(limited.limits())
        .contains(
            List.of(
                "cgroup.max.descendants 4",
                "memory.max 65536",
                "pids.max 32",
                "cpu.max 20000 100000"));
    assertThat(limited.frozen()).contains(true);
  }
}
