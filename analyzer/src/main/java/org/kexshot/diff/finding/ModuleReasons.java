package org.kexshot.diff.finding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.diff.object.ChangeType;

/**
 * Hangs on a module, a BPF program or a probe what comes and goes with it: modules that it needs,
 * memory that it lies in, timers that call it, its file and what it logs.
 */
final class ModuleReasons {
  /** As the kernel names what is a module's: {@code function [module]}. */
  private static final Pattern OF_MODULE = Pattern.compile("\\[([\\w-]+)\\]");

  private static final Pattern FILE = Pattern.compile(".*/([\\w-]+)\\.ko(\\.\\w+)?");

  /** How a driver's message begins, behind the time. */
  private static final Pattern MESSAGE = Pattern.compile("(?:\\[[\\d.]+\\] )?([\\w-]+)[: ].*");

  /** Kinds whose objects have memory of their own, and what tells where it is. */
  private static final Set<String> OWNERS = Set.of("module", "bpf", "probe");

  private static final List<String> ADDRESSES = List.of("address", "code", "trampoline");

  private final List<ChangedObject> same;
  private final List<ChangedObject> owners;
  private final Map<Object, ChangedObject> modules = new HashMap<>();

  /**
   * @param change which became the same
   */
  ModuleReasons(List<ChangedObject> all, ChangeType change) {
    this.same = all.stream().filter(object -> object.change() == change).toList();
    this.owners = same.stream().filter(object -> OWNERS.contains(object.kind().name())).toList();
    for (ChangedObject object : owners) {
      if (object.is("module")) {
        modules.put(spelled(object.text("name")), object);
      }
    }
  }

  /** The kernel takes both for the same. */
  private static String spelled(String name) {
    return name.replace('-', '_');
  }

  void find() {
    for (ChangedObject object : same) {
      switch (object.kind().name()) {
        case "module" -> Reasons.hang(object, object.elements("usedBy"), modules);
        case "timer" -> hang(object, OF_MODULE.matcher(object.text("function")));
        case "cache" -> hang(object, FILE.matcher(object.text("path")));
        case "log" -> hang(object, MESSAGE.matcher(object.text("text")));
        case "vmalloc" -> inside(object).ifPresent(object::becauseOf);
        default -> {}
      }
    }
  }

  private void hang(ChangedObject object, Matcher name) {
    if (name.find()) {
      Reasons.hang(object, List.of(spelled(name.group(1))), modules);
    }
  }

  /** What lies in an area of the kernel's virtual memory. */
  private Optional<ChangedObject> inside(ChangedObject area) {
    Optional<Long> start = area.number("start");
    Optional<Long> end = area.number("end");
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    long bytes = end.get() - start.get();
    return owners.stream()
        .filter(
            object ->
                ADDRESSES.stream()
                    .flatMap(name -> object.number(name).stream())
                    .anyMatch(address -> Long.compareUnsigned(address - start.get(), bytes) < 0))
        .findFirst();
  }
}
