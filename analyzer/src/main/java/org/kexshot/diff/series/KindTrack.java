package org.kexshot.diff.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.kexshot.diff.object.ComparedAttributes;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.object.ObjectMatching;
import org.kexshot.diff.series.TrackedObject.Sighting;
import org.kexshot.diff.series.amount.Amount;
import org.kexshot.diff.series.amount.HeldAmount;
import org.kexshot.diff.series.amount.KindAmounts;
import org.kexshot.diff.series.amount.NumberTrack;
import org.kexshot.diff.series.amount.Numbers;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KindListing;

/** The objects of one kind through a series of images. */
final class KindTrack<T> {
  private final ObjectKind<T> kind;
  private final boolean keepsGone;
  private final ObjectMatching<T> matching;
  private final ComparedAttributes<T> compared;
  private final List<Attribute<T>> numeric;
  private final KindAmounts<T> amounts;
  private final NumberTrack whole = new NumberTrack();
  private List<TrackedObject<T>> live = new ArrayList<>();
  private final List<TrackedObject<T>> gone = new ArrayList<>();
  private int steps;

  /**
   * @param sameBoot whether all images are of one boot
   * @param identities by what objects are matched
   * @param keepsGone whether the histories of objects are kept; else amounts alone
   */
  KindTrack(ObjectKind<T> kind, boolean sameBoot, Identities identities, boolean keepsGone) {
    this.kind = kind;
    this.keepsGone = keepsGone;
    this.matching = new ObjectMatching<>(kind, sameBoot, identities);
    this.compared = new ComparedAttributes<>(kind, sameBoot, identities);
    List<Attribute<T>> identity = identities.of(kind, sameBoot);
    this.numeric =
        compared.all().stream()
            .filter(attribute -> Numbers.is(attribute) && !identity.contains(attribute))
            .toList();
    this.amounts = new KindAmounts<>(kind);
  }

  /**
   * Takes in what was read of the next image.
   *
   * @param measured as {@link KindAmounts#add} takes it
   * @return how it differs from the images before, which says nothing for the first
   */
  ObjectDifference<T> add(KindListing<T> read, Map<String, Map<String, OptionalLong>> measured) {
    int step = steps++;
    amounts.add(step, read, measured);
    Listing<T> listing = read.listing();
    boolean all = read.failure().isEmpty() && listing.whole();
    ObjectDifference<T> difference =
        read.failure().isPresent() ? missing(step, read.failure().get()) : take(step, listing);
    // What comes later was not here if all was read; 0 stands for that.
    if (all) {
      whole.set(step, 0);
    } else {
      whole.unknown(step);
    }
    return difference;
  }

  private ObjectDifference<T> missing(int step, String reason) {
    objects().forEach(object -> object.missed(step, false));
    return ObjectDifference.notCompared(kind, reason);
  }

  private ObjectDifference<T> take(int step, Listing<T> listing) {
    ObjectMatching.Match<TrackedObject<T>, T> match =
        matching.match(live, TrackedObject::latest, listing.items());
    List<TrackedObject<T>> present = new ArrayList<>(listing.items().size());
    List<ObjectDifference.Change<T>> changed = new ArrayList<>();
    List<ObjectDifference.Change<T>> fluctuating = new ArrayList<>();
    for (ObjectMatching.Pair<TrackedObject<T>, T> pair : match.pairs()) {
      TrackedObject<T> object = pair.first();
      T before = object.latest();
      List<Attribute<T>> differing = seen(object, step, pair.second(), listing);
      present.add(object);
      if (differing.stream().anyMatch(attribute -> !attribute.has(Role.VOLATILE))) {
        changed.add(new ObjectDifference.Change<>(before, pair.second(), differing));
      } else if (!differing.isEmpty()) {
        fluctuating.add(new ObjectDifference.Change<>(before, pair.second(), differing));
      }
    }
    present.addAll(newcomers(step, match.onlySecond(), listing));
    gone.forEach(object -> object.missed(step, listing.whole()));
    List<T> missed = new ArrayList<>();
    for (TrackedObject<T> object : match.onlyFirst()) {
      object.missed(step, listing.whole());
      missed.add(object.latest());
      if (!listing.whole()) {
        present.add(object);
      } else if (keepsGone) {
        gone.add(object);
      }
    }
    live = present;
    boolean knownBefore = step > 0 && isWhole(step - 1);
    return new ObjectDifference<>(
        kind,
        knownBefore ? match.onlySecond() : List.of(),
        listing.whole() ? missed : List.of(),
        listing.whole() ? List.of() : missed,
        knownBefore ? List.of() : match.onlySecond(),
        changed,
        fluctuating,
        Optional.empty(),
        listing.problems(),
        knownBefore && listing.whole());
  }

  private boolean isWhole(int step) {
    return whole.values(step + 1).get(step).isPresent();
  }

  private List<Attribute<T>> seen(TrackedObject<T> object, int step, T now, Listing<T> listing) {
    return object.seen(step, new Sighting<>(now, listing.isComplete()), compared, numeric);
  }

  /** Objects that were not in the image before: some of them were in earlier ones. */
  private List<TrackedObject<T>> newcomers(int step, List<T> objects, Listing<T> listing) {
    List<TrackedObject<T>> present = new ArrayList<>();
    List<T> known = objects.stream().filter(object -> !matching.isPartlyKnown(object)).toList();
    List<TrackedObject<T>> knownGone =
        gone.stream().filter(object -> !matching.isPartlyKnown(object.latest())).toList();
    ObjectMatching.Match<TrackedObject<T>, T> back =
        matching.match(knownGone, TrackedObject::latest, known);
    for (ObjectMatching.Pair<TrackedObject<T>, T> pair : back.pairs()) {
      seen(pair.first(), step, pair.second(), listing);
      present.add(pair.first());
    }
    gone.removeAll(present);
    Stream.concat(back.onlySecond().stream(), objects.stream().filter(matching::isPartlyKnown))
        .map(
            object ->
                new TrackedObject<>(
                    step, new Sighting<>(object, listing.isComplete()), whole, numeric))
        .forEach(present::add);
    return present;
  }

  ComparedAttributes<T> compared() {
    return compared;
  }

  ObjectKind<T> kind() {
    return kind;
  }

  /** What became of each object that was not always there and the same. */
  List<ObjectHistory> histories() {
    return objects()
        .map(object -> object.history(kind, steps))
        .filter(history -> !history.isUneventful())
        .toList();
  }

  /** Those that are there and those that are gone. */
  Stream<TrackedObject<T>> objects() {
    return Stream.concat(live.stream(), gone.stream());
  }

  /** Amounts that changed: of the kind, and of each object that lasts. */
  List<Amount> amounts() {
    List<Amount> changed = amounts.changed();
    for (TrackedObject<T> object : live) {
      boolean lasts = object.lasts(steps);
      for (int i = 0; lasts && i < numeric.size(); i++) {
        if (object.number(i).changed()) {
          String whose = name(object.first());
          String amount = numeric.get(i).name();
          changed.add(
              new Amount(
                  kind.name(),
                  amount,
                  whose,
                  HeldAmount.ofEach(kind.name(), amount, whose),
                  object.number(i)));
        }
      }
    }
    return changed;
  }

  /** What it is known by, where that is a name; else its title. */
  private String name(T object) {
    return kind.attributes().stream()
        .filter(attribute -> attribute.name().equals("name"))
        .filter(attribute -> attribute.has(Role.BOOT_IDENTITY) && attribute.has(Role.IDENTITY))
        .findFirst()
        .map(attribute -> String.valueOf(attribute.value().apply(object)))
        .orElseGet(() -> kind.title().apply(object));
  }
}
