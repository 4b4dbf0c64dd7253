package org.kexshot.diff.finding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.ChangeKey;
import org.kexshot.diff.noise.Extent;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;

/**
 * The answer to what changed: findings, strongest first, apart from the traces that taking the
 * snapshots left, and from what changes on any machine that runs. Cost: a look-up or two for each
 * object that differs.
 *
 * @param effects what was done
 * @param ownTraces processes that took a snapshot, with what led to them alone
 * @param noise what changes anyway
 */
public record Findings(List<Finding> effects, List<Finding> ownTraces, List<Finding> noise) {
  /** What a process has open that takes a snapshot. */
  public static final String LOCK = "/run/kexshot/lock";

  /** What it has open of a repository that it writes to. */
  private static final String REPOSITORY_LOCK = "/lock";

  /** More than so many of a kind that says little are one finding. */
  private static final int MOST_APART = 3;

  public Findings {
    effects = List.copyOf(effects);
    ownTraces = List.copyOf(ownTraces);
    noise = List.copyOf(noise);
  }

  /**
   * Of all that differs.
   *
   * @param ofMachine what changes anyway on the machine; what it does not know is judged by the
   *     model that comes with kexshot
   */
  public static Findings of(ImageDifference difference, NoiseModel ofMachine) {
    boolean sameBoot = difference.relation() == ImageRelation.SAME_BOOT;
    return of(
        difference.objects(),
        ChangeExtents.of(difference.objects(), difference.symbols()),
        Noise.of(ofMachine, sameBoot, difference.seconds()),
        sameBoot);
  }

  /**
   * Of kernel objects alone, judged by the model that comes with kexshot.
   *
   * @param sameBoot whether the images are of one boot
   * @param seconds between the images; 0 if not known
   */
  public static Findings of(List<ObjectDifference<?>> objects, boolean sameBoot, double seconds) {
    return of(
        objects,
        ChangeExtents.of(objects, SymbolDifference.notCompared("not asked for")),
        Noise.of(NoiseModel.NONE, sameBoot, seconds),
        sameBoot);
  }

  static Findings of(List<ObjectDifference<?>> differences, ChangeExtents extents, Noise noise) {
    return of(differences, extents, noise, true);
  }

  private static Findings of(
      List<ObjectDifference<?>> differences, ChangeExtents extents, Noise noise, boolean sameBoot) {
    List<ChangedObject> all = new ArrayList<>();
    differences.forEach(difference -> new Reader<>(difference, extents, noise).addAll(all));
    Reasons.find(
        all, differences.stream().<ObjectKind<?>>map(ObjectDifference::kind).toList(), sameBoot);
    List<ChangedObject> own = ownTraces(all);
    List<ChangedObject> rest =
        all.stream().filter(object -> object.reason().isEmpty() && !own.contains(object)).toList();
    return new Findings(
        grouped(findings(rest.stream().filter(object -> !object.isNoise()).toList())),
        findings(own),
        findings(rest.stream().filter(ChangedObject::isNoise).toList()));
  }

  private static List<Finding> findings(List<ChangedObject> objects) {
    return objects.stream().map(ChangedObject::finding).sorted(Finding.STRONGEST_FIRST).toList();
  }

  /** How many of each kind came, went and changed that are noise. */
  public List<Tally> tallies() {
    return noise.stream()
        .collect(Collectors.groupingBy(Finding::kind, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> Tally.of(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Folds what says little and came, went or changed in numbers. */
  private static List<Finding> grouped(List<Finding> findings) {
    Map<Object, List<Finding>> alike = new LinkedHashMap<>();
    for (Finding finding : findings) {
      alike
          .computeIfAbsent(
              finding.isTelling()
                  ? new Object()
                  : List.of(finding.kind(), finding.change(), finding.fields().isEmpty()),
              none -> new ArrayList<>())
          .add(finding);
    }
    return alike.values().stream()
        .map(same -> same.size() > MOST_APART ? List.of(Finding.group(same)) : same)
        .flatMap(Collection::stream)
        .sorted(Finding.STRONGEST_FIRST)
        .toList();
  }

  /** Judges the objects of one kind. */
  private record Reader<T>(ObjectDifference<T> difference, ChangeExtents extents, Noise noise) {
    void addAll(List<ChangedObject> all) {
      difference.appeared().forEach(object -> all.add(one(ChangeType.CAME, object)));
      difference.vanished().forEach(object -> all.add(one(ChangeType.WENT, object)));
      difference.changed().forEach(change -> all.add(changed(change)));
      difference.fluctuating().forEach(change -> all.add(changed(change)));
    }

    private ChangedObject one(ChangeType change, T object) {
      return ChangedObject.of(
          change,
          difference.kind(),
          object,
          judge(ChangeKey.of(change, difference.kind(), object)));
    }

    private ChangedObject changed(ObjectDifference.Change<T> change) {
      Map<Attribute<T>, Double> surprise = new LinkedHashMap<>();
      for (Attribute<T> attribute : change.attributes()) {
        if (!attribute.isColumnOnly()) {
          Extent own =
              Extent.between(
                  attribute.value().apply(change.before()),
                  attribute.value().apply(change.after()));
          ChangeKey key = ChangeKey.of(difference.kind(), change.after(), attribute);
          surprise.put(attribute, noise.surprise(key, own.ofAsMany(extents.of(key))));
        }
      }
      return ChangedObject.changed(difference.kind(), change.before(), change.after(), surprise);
    }

    private double judge(ChangeKey key) {
      return noise.surprise(key, extents.of(key));
    }
  }

  /**
   * Each process that took a snapshot, or what came for it and for nothing else. One that lives
   * through both took both, and opened the file for each. Files of a repository that it has locked
   * are its doing, too.
   */
  private static List<ChangedObject> ownTraces(List<ChangedObject> all) {
    List<ChangedObject> own = new ArrayList<>();
    Set<String> repositories = new HashSet<>();
    for (ChangedObject object : all) {
      if (object.pid().isPresent()
          && object.parts().stream().anyMatch(part -> part.paths().contains(LOCK))) {
        ChangedObject top = object;
        while (top.reason().isPresent() && processesOf(top.reason().get()) == 1) {
          top = top.reason().get();
        }
        if (top.reason().isPresent()) {
          top.standAlone();
        }
        own.add(top);
        repositories.addAll(repositories(object));
      }
    }
    all.stream()
        .filter(object -> object.reason().isEmpty() && !own.contains(object))
        .filter(
            object -> object.paths().stream().anyMatch(path -> isIn(path.toString(), repositories)))
        .forEach(own::add);
    return own;
  }

  /** The directories of the repositories whose lock a process has open. */
  private static Set<String> repositories(ChangedObject process) {
    return process.parts().stream()
        .flatMap(part -> part.paths().stream())
        .map(Object::toString)
        .filter(path -> path.endsWith(REPOSITORY_LOCK) && !path.equals(LOCK))
        .map(path -> path.substring(0, path.length() - REPOSITORY_LOCK.length() + 1))
        .collect(Collectors.toSet());
  }

  private static boolean isIn(String path, Set<String> directories) {
    return directories.stream().anyMatch(path::startsWith);
  }

  private static long processesOf(ChangedObject object) {
    return object.parts().stream().filter(part -> part.pid().isPresent()).count();
  }
}
