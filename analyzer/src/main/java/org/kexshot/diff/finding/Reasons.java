package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.kind.ObjectKind;

/**
 * Hangs what came, went or changed on the reason for it: files on the process that opened them,
 * settings on their device, the memory of a module on the module. The first reason that is found is
 * taken; rules come in the order of how sure they are. Cost: a look-up or two for each object, and
 * for what a kernel counts in sums one pass over all.
 */
final class Reasons {
  private static final String PROCESS = "process";

  private final List<ChangedObject> all;
  private final Optional<ObjectKind<?>> processKind;

  private Reasons(List<ChangedObject> all, Optional<ObjectKind<?>> processKind) {
    this.all = all;
    this.processKind = processKind;
  }

  /**
   * Finds them.
   *
   * @param all gets a process that was there before and after, too, if something came or went in it
   * @param kinds those that were compared
   * @param sameBoot whether a process has the same number in both images, and sums of one boot are
   *     made up of what came and went
   */
  static void find(List<ChangedObject> all, List<ObjectKind<?>> kinds, boolean sameBoot) {
    Reasons reasons =
        new Reasons(all, kinds.stream().filter(kind -> kind.name().equals(PROCESS)).findFirst());
    for (ChangeType change : ChangeType.values()) {
      reasons.ofProcesses(change);
      new ModuleReasons(all, change).find();
      reasons.ofDevices(change);
      reasons.ofVariables(change);
      reasons.ofNamespaces(change);
    }
    reasons.ofLastingProcesses(sameBoot);
    reasons.ofPaths();
    if (sameBoot) {
      new SumReasons(all).find();
    }
  }

  /** What belongs to a process that became the same. */
  private void ofProcesses(ChangeType change) {
    Map<Object, ChangedObject> processes = processes(change);
    for (ChangedObject object : all) {
      if (object.change() == change && (change != ChangeType.CHANGED || object.pid().isEmpty())) {
        hang(object, object.processes(), processes);
      }
    }
  }

  private Map<Object, ChangedObject> processes(ChangeType change) {
    Map<Object, ChangedObject> processes = new HashMap<>();
    for (ChangedObject object : all) {
      if (object.change() == change) {
        object.pid().ifPresent(pid -> processes.put(pid, object));
      }
    }
    return processes;
  }

  /** Settings of a network device, routes through it and neighbours behind it. */
  private void ofDevices(ChangeType change) {
    Map<Object, ChangedObject> devices = new HashMap<>();
    Map<Object, ChangedObject> inNamespaces = new HashMap<>();
    for (ChangedObject object : all) {
      if (object.change() == change && object.is("netdev")) {
        devices.put(object.text("name"), object);
        inNamespaces.put(inNamespace(object, object.text("name")), object);
      }
    }
    for (ChangedObject object : all) {
      if (object.change() == change && object.is("sysctl")) {
        hang(object, List.of((Object[]) object.text("name").split("\\.")), devices);
      } else if (follows(object, change)) {
        hang(object, devicesOf(object), inNamespaces);
      }
    }
  }

  /** Some variables of the kernel are set as a setting and as a parameter. */
  private void ofVariables(ChangeType change) {
    Map<Object, ChangedObject> settings = new HashMap<>();
    for (ChangedObject object : all) {
      if (object.change() == change && object.is("sysctl")) {
        settings.put(object.text("address"), object);
      }
    }
    for (ChangedObject object : all) {
      if (object.change() == change && object.is("parameter")) {
        hang(object, List.of(object.text("address")), settings);
      }
    }
  }

  /**
   * Whether an object may have become what it is with a device that came, went or changed. A device
   * that gets an address or is switched off changes, and the kernel's own routes through it come
   * and go with that; other routes somebody made.
   */
  private static boolean follows(ChangedObject object, ChangeType change) {
    boolean same = object.change() == change;
    return object.is("route")
        ? same || change == ChangeType.CHANGED && object.text("protocol").equals("kernel")
        : same && object.is("neighbour");
  }

  private static List<Object> devicesOf(ChangedObject object) {
    List<Object> devices = new ArrayList<>();
    object.elements("devices").forEach(name -> devices.add(inNamespace(object, name)));
    if (object.is("neighbour")) {
      devices.add(inNamespace(object, object.text("device")));
    }
    return devices;
  }

  /** Names of devices are those of a namespace. */
  private static Object inNamespace(ChangedObject object, Object name) {
    return object.text("namespace") + " " + name;
  }

  /** What came with a namespace, on the process that is in it while its parent is not. */
  private void ofNamespaces(ChangeType change) {
    Map<Object, ChangedObject> owners = new HashMap<>();
    for (ChangedObject object : all) {
      if (object.change() == change
          || change == ChangeType.CAME && object.change() == ChangeType.CHANGED) {
        for (Object namespace : object.elements("ownNamespaces")) {
          owners.putIfAbsent(inBrackets(String.valueOf(namespace)), object);
        }
      }
    }
    for (ChangedObject object : all) {
      if (object.change() == change && object.pid().isEmpty()) {
        hang(object, List.of(object.text("namespace")), owners);
      }
    }
  }

  /** The number in {@code mnt:[4026532]}. */
  private static String inBrackets(String namespace) {
    return namespace.replaceAll(".*\\[|\\].*", "");
  }

  /**
   * What came, went or changed in a process that was there before and after. In another boot the
   * number of one is that of another: what went is then told by the first image's numbers.
   */
  private void ofLastingProcesses(boolean sameBoot) {
    Set<Object> came = processes(ChangeType.CAME).keySet();
    Set<Object> went = processes(ChangeType.WENT).keySet();
    Map<Object, ChangedObject> changed = processes(ChangeType.CHANGED);
    if (sameBoot) {
      Set<Object> either = new HashSet<>(came);
      either.addAll(went);
      ofLastingProcesses(object -> true, changed, either);
    } else {
      ofLastingProcesses(object -> object.change() != ChangeType.WENT, changed, came);
      ofLastingProcesses(object -> object.change() == ChangeType.WENT, new HashMap<>(), went);
    }
  }

  /** A baseline's own snapshots had the lock open: it is no surprise, but tells whose this is. */
  private void ofLastingProcesses(
      Predicate<ChangedObject> considered,
      Map<Object, ChangedObject> lasting,
      Set<Object> inOneAlone) {
    Set<Object> gone = new HashSet<>(inOneAlone);
    gone.add(0L);
    for (ChangedObject object : List.copyOf(all)) {
      if (considered.test(object)
          && object.reason().isEmpty()
          && object.pid().isEmpty()
          && (object.isSurprising() || object.paths().contains(Findings.LOCK))) {
        for (Object pid : object.processes()) {
          Optional<ChangedObject> process =
              Optional.ofNullable(lasting.computeIfAbsent(pid, none -> lasting(pid, object, gone)));
          process.ifPresent(object::becauseOf);
        }
      }
    }
  }

  /**
   * A process of which nothing is known but what happened in it; null if kinds have none.
   *
   * @param gone processes that are in one of the images only, or in none
   */
  private ChangedObject lasting(Object pid, ChangedObject first, Set<Object> gone) {
    if (processKind.isEmpty() || gone.contains(pid)) {
      return null;
    }
    boolean hasName = first.is("file") || first.is("area");
    ChangedObject process =
        ChangedObject.lasting(processKind.get(), pid, hasName ? first.text("name") : "");
    all.add(process);
    return process;
  }

  /** A file in memory, on who has it open or mapped. */
  private void ofPaths() {
    Map<Object, ChangedObject> users = new LinkedHashMap<>();
    for (ChangedObject object : all) {
      if (object.is("file") || object.is("area")) {
        object.paths().forEach(path -> users.putIfAbsent(path, object));
      }
    }
    for (ChangedObject object : all) {
      if (object.is("cache") && object.change() != ChangeType.WENT) {
        hang(object, object.paths(), users);
      }
    }
  }

  /** Hangs an object on the first that one of these keys finds. */
  static void hang(ChangedObject object, Iterable<?> keys, Map<Object, ChangedObject> reasons) {
    for (Object key : keys) {
      ChangedObject reason = reasons.get(key);
      if (reason != null && reason != object) {
        object.becauseOf(reason);
      }
    }
  }
}
