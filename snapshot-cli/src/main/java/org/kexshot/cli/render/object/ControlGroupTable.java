package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.ControlGroup;

/** Control groups of all hierarchies. */
public final class ControlGroupTable {
  public static final ObjectTable<ControlGroup> GROUPS =
      new ObjectTable<>(
          "cgroups",
          List.of(
              both(">HIERARCHY", "hierarchy", ControlGroup::hierarchy),
              both("PATH", "path", ControlGroup::path),
              column(">MEMBERS", group -> group.members().size()),
              member("members", ControlGroup::members),
              both("CONTROLLERS", "name", ControlGroup::name),
              address(ControlGroup::address)));

  private ControlGroupTable() {}
}
