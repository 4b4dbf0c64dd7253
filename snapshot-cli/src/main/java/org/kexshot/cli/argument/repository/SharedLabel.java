package org.kexshot.cli.argument.repository;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.cli.render.Text;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.Snapshot;

/** Tells the user that a new snapshot took its label over from another, which it may. */
public final class SharedLabel {
  private SharedLabel() {}

  /**
   * Tells it, if it is so. What cannot be read for it is of no matter to the snapshot, which is
   * stored.
   *
   * @param told is told which snapshot the label stands for now, and how to name the other
   */
  public static void tell(Snapshot added, Repository repository, Consumer<String> told) {
    List<Outline> others;
    try {
      others =
          repository.outlines().outlines().stream()
              .filter(outline -> outline.label().equals(added.manifest().label()))
              .filter(outline -> !outline.name().id().equals(added.id()))
              .toList();
    } catch (IOException unknown) {
      return;
    }
    if (!others.isEmpty()) {
      told.accept(
          "the label %s stands for this snapshot, %s, from now on; %s"
              .formatted(
                  Text.printable(added.manifest().label()), added.shortId(), remedy(others)));
    }
  }

  private static String remedy(List<Outline> others) {
    String last = others.get(others.size() - 1).name().shortId();
    return others.size() == 1
        ? "the other that has it is named by its id, %s".formatted(last)
        : "the %s others that have it, last %s, are named by their ids, which `kexshot list` shows"
            .formatted(Text.count(others.size()), last);
  }
}
