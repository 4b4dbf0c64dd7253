package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import java.util.Locale;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.module.Module;

/** Kernel modules. */
public final class ModuleTable {
  public static final ObjectTable<Module> MODULES =
      new ObjectTable<>(
          "modules",
          List.of(
              both("MODULE", "name", Module::name),
              both(">SIZE", "size", Module::size),
              both(">USED", "refcount", Module::refcount),
              both("BY", "usedBy", Module::usedBy),
              column("STATE", ModuleTable::state),
              member("state", Module::state),
              member("hidden", Module::hidden),
              address(Module::address)));

  private ModuleTable() {}

  private static String state(Module module) {
    String state = module.state().name().toLowerCase(Locale.ROOT);
    return module.hidden() ? state + " (hidden: not on the list of modules)" : state;
  }
}
