package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.diff.object.ObjectDifference;

/**
 * The answer to what changed: findings, strongest first, apart from the traces that taking the
 * snapshots left, and from what changes on any machine that runs. Cost: a look-up or two for each
 * object that differs.
 *
 * @param effects what was done
 * @param ownTraces processes that took a snapshot, with what led to them alone
 * @param routine kinds whose objects differ between any two images, as counts
 */
public record Findings(List<Finding> effects, List<Finding> ownTraces, List<Tally> routine) {
  /** What a process has open that takes a snapshot. */
  private static final String LOCK = "/run/kexshot/lock";

  public Findings {
    effects = List.copyOf(effects);
    ownTraces = List.copyOf(ownTraces);
    routine = List.copyOf(routine);
  }

  /** Of the objects of all kinds. */
  public static Findings of(List<ObjectDifference<?>> differences) {
    List<ChangedObject> all = new ArrayList<>();
    List<Tally> routine = new ArrayList<>();
    for (ObjectDifference<?> difference : differences) {
      if (KindWeights.of(difference.kind()) > 0) {
        addAll(difference, all);
      } else if (difference.appeared().size()
              + difference.vanished().size()
              + difference.changed().size()
          > 0) {
        routine.add(
            new Tally(
                difference.kind(),
                difference.appeared().size(),
                difference.vanished().size(),
                difference.changed().size()));
      }
    }
    findReasons(all);
    List<ChangedObject> own = ownTraces(all);
    return new Findings(
        all.stream()
            .filter(object -> object.reason().isEmpty() && !own.contains(object))
            .map(ChangedObject::finding)
            .sorted(ChangedObject.ORDER)
            .toList(),
        own.stream().map(ChangedObject::finding).toList(),
        routine);
  }

  private static <T> void addAll(ObjectDifference<T> difference, List<ChangedObject> all) {
    difference
        .appeared()
        .forEach(object -> all.add(ChangedObject.of(Change.CAME, difference.kind(), object)));
    difference
        .vanished()
        .forEach(object -> all.add(ChangedObject.of(Change.WENT, difference.kind(), object)));
    difference
        .changed()
        .forEach(
            change ->
                all.add(
                    ChangedObject.changed(
                        difference.kind(), change.before(), change.after(), change.attributes())));
  }

  private static void findReasons(List<ChangedObject> all) {
    for (Change change : Change.values()) {
      List<ChangedObject> same = all.stream().filter(each -> each.change() == change).toList();
      Map<Object, ChangedObject> processes = new HashMap<>();
      Map<Object, ChangedObject> modules = new HashMap<>();
      Map<Object, ChangedObject> devices = new HashMap<>();
      for (ChangedObject object : same) {
        object.pid().ifPresent(pid -> processes.put(pid, object));
        switch (object.kind().name()) {
          case "module" -> modules.put(object.name(), object);
          case "netdev" -> devices.put(object.name(), object);
          default -> {}
        }
      }
      for (ChangedObject object : same) {
        if (change != Change.CHANGED || object.pid().isEmpty()) {
          hang(object, object.processes(), processes);
        }
        hang(object, object.usedBy(), modules);
        if (object.kind().name().equals("sysctl")) {
          hang(object, List.of((Object[]) object.name().split("\\.")), devices);
        }
      }
    }
  }

  /** Hangs an object on the first that one of these keys finds. */
  private static void hang(
      ChangedObject object, Iterable<Object> keys, Map<Object, ChangedObject> reasons) {
    for (Object key : keys) {
      ChangedObject reason = reasons.get(key);
      if (reason != null && object.reason().isEmpty()) {
        object.becauseOf(reason);
      }
    }
  }

  /** Each process that took a snapshot, or what came for it and for nothing else. */
  private static List<ChangedObject> ownTraces(List<ChangedObject> all) {
    List<ChangedObject> own = new ArrayList<>();
    for (ChangedObject object : all) {
      if (object.change() != Change.CHANGED
          && object.pid().isPresent()
          && object.parts().stream().anyMatch(part -> part.paths().contains(LOCK))) {
        ChangedObject top = object;
        while (top.reason().isPresent() && processesOf(top.reason().get()) == 1) {
          top = top.reason().get();
        }
        if (top.reason().isPresent()) {
          top.standAlone();
        }
        own.add(top);
      }
    }
    return own;
  }

  private static long processesOf(ChangedObject object) {
    return object.parts().stream().filter(part -> part.pid().isPresent()).count();
  }
}
