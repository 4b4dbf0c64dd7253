package org.kexshot.kernel.cgroup;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the hierarchies of control groups. Source: {@code include/linux/cgroup-defs.h}, {@code
 * kernel/cgroup/cgroup.c}.
 */
public final class ControlGroupList {
  /** Control groups of all hierarchies. */
  public static final ObjectKind<ControlGroup> KIND =
      ObjectKind.of(
          "cgroup",
          "cgroups",
          "List the control groups of an image with the processes in them.",
          ControlGroupList::read,
          ControlGroup::title,
          List.of(
              column(">HIERARCHY", number("hierarchy", ControlGroup::hierarchy, BOOT_IDENTITY)),
              column("PATH", path("path", ControlGroup::path, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">MEMBERS",
                  group -> group.members().size(),
                  meaning(
                      "process ids",
                      list("members", ControlGroup::members, BOOT_COMPARED, INDEXED))),
              column(
                  "CONTROLLERS",
                  ControlGroup::shownControllers,
                  meaning(
                      "that can be set for the group",
                      text("controllers", ControlGroup::controllers, COMPARED, INDEXED))),
              column(
                  "LIMITS",
                  meaning(
                      "that it was given, as its files have them",
                      list("limits", ControlGroup::limits, COMPARED, INDEXED))),
              meaning(
                  "whether its processes are to stand still",
                  text("frozen", ControlGroup::frozen, COMPARED)),
              meaning(
                  "the hierarchy's, or its controllers",
                  text("name", ControlGroup::name, IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning(
                  "of its struct cgroup",
                  address("address", ControlGroup::address, BOOT_IDENTITY, INDEXED))));

  private static final int MAX_DEPTH = 256;
  private static final int MAX_CONTROLLERS = 64;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final AddressSet seen = new AddressSet();
  private final Optional<ControlGroupLimits> limits;
  private final List<ControlGroup> groups = new ArrayList<>();

  private ControlGroupList(KernelImage image) {
    this.image = image;
    this.limits =
        new PartialItem(problems, "control groups")
            .read("limits", () -> new ControlGroupLimits(image));
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /**
   * Reads all groups: hierarchy by hierarchy, each before those below it.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<ControlGroup> read(KernelImage image) throws IOException {
    ControlGroupList list = new ControlGroupList(image);
    OptionalLong roots = image.symbols().findData("cgroup_roots");
    if (roots.isPresent()) {
      long offset = image.offset("cgroup_root", "root_list");
      list.lists.circular(
          "the list of control group hierarchies",
          roots.getAsLong(),
          node -> list.readHierarchy(image.struct("cgroup_root", node - offset)));
    }
    return new Listing<>(list.groups, list.problems.list());
  }

  private void readHierarchy(KernelStruct root) throws IOException {
    String name = root.text("name");
    int hierarchy = root.integer("hierarchy_id");
    long mask = root.number("subsys_mask");
    OptionalLong usable = OptionalLong.of(mask);
    if (hierarchy == 0) {
      OptionalLong inhibited = mask("cgrp_dfl_inhibit_ss_mask");
      OptionalLong implicit = mask("cgrp_dfl_implicit_ss_mask");
      usable =
          inhibited.isPresent() && implicit.isPresent()
              ? OptionalLong.of(mask & ~(inhibited.getAsLong() | implicit.getAsLong()))
              : OptionalLong.empty();
    }
    readGroup(
        hierarchy, name.isEmpty() ? controllers(mask) : name, "", root.embedded("cgrp"), usable, 0);
  }

  /** A set of controllers that the kernel keeps in 16 bits. */
  private OptionalLong mask(String symbol) throws IOException {
    OptionalLong variable = image.symbols().findData(symbol);
    return variable.isPresent()
        ? OptionalLong.of(image.memory().readU16(variable.getAsLong()))
        : variable;
  }

  /**
   * The controllers of a group below another, {@code cgroup_control}: those that are enabled there,
   * of threads alone those that can be.
   */
  private OptionalLong usable(KernelStruct parent, KernelStruct group) throws IOException {
    long enabled = parent.number("subtree_control");
    if (group.pointer("dom_cgrp") == group.address()) {
      return OptionalLong.of(enabled);
    }
    OptionalLong ofThreads = mask("cgrp_dfl_threaded_ss_mask");
    return ofThreads.isPresent()
        ? OptionalLong.of(enabled & ofThreads.getAsLong())
        : OptionalLong.empty();
  }

  private String controllers(long mask) throws IOException {
    OptionalLong table = image.symbols().findData("cgroup_subsys");
    List<String> names = new ArrayList<>();
    int word = image.memory().pointerSize();
    for (int i = 0; table.isPresent() && i < MAX_CONTROLLERS; i++) {
      if ((mask >>> i & 1) != 0) {
        long controller = image.memory().readPointer(table.getAsLong() + (long) i * word);
        names.add(image.struct("cgroup_subsys", controller).text("name"));
      }
    }
    return String.join(",", names);
  }

  private void readGroup(
      int hierarchy, String name, String path, KernelStruct group, OptionalLong usable, int depth)
      throws IOException {
    if (depth > MAX_DEPTH || !seen.add(group.address())) {
      problems.add("the control group %s contains itself", path);
      return;
    }
    PartialItem parts = new PartialItem(problems, "the control group " + path);
    groups.add(
        new ControlGroup(
            hierarchy,
            name,
            usable.isPresent() ? Optional.of(controllers(usable.getAsLong())) : Optional.empty(),
            path.isEmpty() ? "/" : path,
            members(group),
            limits.flatMap(reader -> parts.read("limits", () -> reader.of(group))),
            group.has("freezer.freeze")
                ? Optional.of(group.number("freezer.freeze") != 0)
                : Optional.empty(),
            group.address()));
    long sibling = image.offset("cgroup_subsys_state", "sibling");
    long self = image.offset("cgroup", "self");
    lists.circular(
        "the control groups below " + path,
        group.addressOf("self.children"),
        node -> {
          KernelStruct child = image.struct("cgroup", node - sibling - self);
          String below = path + "/" + child.target("kn").text("name");
          readGroup(hierarchy, name, below, child, usable(group, child), depth + 1);
        });
  }

  /** A group is linked to sets of groups, and a set has a list of the threads that are in it. */
  private List<Integer> members(KernelStruct group) throws IOException {
    Set<Integer> members = new TreeSet<>();
    long link = image.offset("cgrp_cset_link", "cset_link");
    lists.circular(
        "the sets of a control group",
        group.addressOf("cset_links"),
        node -> {
          KernelStruct set =
              image.struct("css_set", image.struct("cgrp_cset_link", node - link).pointer("cset"));
          addThreads(set, "tasks", members);
          addThreads(set, "mg_tasks", members);
        });
    return List.copyOf(members);
  }

  private void addThreads(KernelStruct set, String list, Set<Integer> into) throws IOException {
    long offset = image.offset("task_struct", "cg_list");
    lists.circular(
        "the members of a control group",
        set.addressOf(list),
        node -> into.add(image.struct("task_struct", node - offset).integer("tgid")));
  }
}
