package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.sysctl.Sysctl;

/** Kernel settings. */
public final class SettingTable {
  public static final ObjectTable<Sysctl> SETTINGS =
      new ObjectTable<>(
          "settings",
          List.of(
              both("SETTING", "name", Sysctl::name),
              both("VALUE", "value", Sysctl::value),
              column("FORM", setting -> setting.raw() ? "raw" : ""),
              member("raw", Sysctl::raw),
              address(Sysctl::address)));

  private SettingTable() {}
}
