package org.kexshot.cli.image;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.Commands;
import org.kexshot.cli.render.object.LogView;
import org.kexshot.cli.render.object.StackView;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that list kernel objects: one for each kind, and symbols. */
public final class ObjectCommands {
  private static final String SYMBOLS = "symbols";

  private ObjectCommands() {}

  /** In the order of {@code --help}. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(KernelObjectKinds.commands());
    names.add(SYMBOLS);
    return names;
  }

  /** Whether there is such a command; cheap for those that have a class of their own. */
  public static boolean has(String name) {
    return switch (name) {
      case "ps", "slab", "pagecache", "integrity", "stack", "dmesg", SYMBOLS -> true;
      default -> KernelObjectKinds.commands().contains(name);
    };
  }

  /**
   * Declares a command, as {@link Commands#named} does.
   *
   * @throws IllegalArgumentException if there is no such command
   */
  public static CommandSpec named(String name) {
    return switch (name) {
      case "ps" -> PsCommand.spec();
      case "slab" -> SlabCommand.spec();
      case "pagecache" -> PageCacheCommand.spec();
      case "integrity" -> IntegrityCommand.spec();
      case "stack" -> KindCommand.of(KernelStackList.KIND, StackView::new);
      case "dmesg" -> KindCommand.of(KernelLog.KIND, LogView::new);
      case SYMBOLS -> SymbolsCommand.spec();
      default -> tables(name);
    };
  }

  private static CommandSpec tables(String name) {
    List<ObjectKind<?>> kinds = KernelObjectKinds.listedBy(name);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("no command " + name);
    }
    return KindCommand.of(kinds);
  }
}
