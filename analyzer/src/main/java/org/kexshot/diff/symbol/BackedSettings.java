package org.kexshot.diff.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;

/**
 * Finds the variables that changed because a setting did: what differs of them is the value of a
 * setting that is shown as changed, so that they need not be shown once more.
 */
public final class BackedSettings {
  private BackedSettings() {}

  /**
   * The same difference, in which those symbols name their setting.
   *
   * @param objects of all kinds; those of settings are looked at
   */
  public static SymbolDifference mark(SymbolDifference symbols, List<ObjectDifference<?>> objects) {
    List<Sysctl> changed = new ArrayList<>();
    for (ObjectDifference<?> kind : objects) {
      if (kind.kind() == SysctlList.KIND) {
        kind.changed().forEach(change -> changed.add((Sysctl) change.after()));
      }
    }
    return new SymbolDifference(
        symbols.changes().stream().map(change -> marked(change, changed)).toList(),
        symbols.unknown(),
        symbols.notCompared());
  }

  private static SymbolChange marked(SymbolChange change, List<Sysctl> settings) {
    Optional<Sysctl> setting =
        settings.stream()
            .filter(
                one ->
                    change.unknownBytes() == 0
                        && one.holds(
                            change.symbol().address() + change.start(),
                            change.end() - change.start()))
            .findFirst();
    return setting
        .map(one -> change.with("%s %s".formatted(SysctlList.KIND.name(), one.name())))
        .orElse(change);
  }
}
