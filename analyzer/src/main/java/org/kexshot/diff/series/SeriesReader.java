package org.kexshot.diff.series;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.finding.KindWeights;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.series.amount.Amount;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.HeldAmount;
import org.kexshot.diff.series.amount.LeakSearch;
import org.kexshot.diff.series.image.SeriesImage;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.diff.series.time.TimeAxis;
import org.kexshot.kernel.process.OpenFile;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.objects.KindListing;

/**
 * Reads a series of images, one after the other and oldest first, and keeps of each what the series
 * needs: the objects as they were last seen, what changed, and amounts. Memory: that of the objects
 * of one image, and some bytes for each that came, went or changed and for each amount that did.
 */
public final class SeriesReader {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Up to this weight, objects of a kind come and go by themselves, and have no history. */
  private static final int LITTLE = 25;

  /**
   * Kinds that are left out unless they are asked for: what is looked at takes longer than all else
   * (finding, cache), or is another in each image (stack, timer, log).
   */
  private static final Set<String> ON_DEMAND = Set.of("finding", "cache", "stack", "timer", "log");

  private final boolean sameBoot;
  private final Identities identities;
  private final List<KindTrack<?>> kinds = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, List<String>> namesByProblem = new LinkedHashMap<>();
  private final Set<Integer> ownPids = new HashSet<>();

  private SeriesReader(
      Collection<? extends ObjectKind<?>> kinds,
      boolean sameBoot,
      Identities identities,
      boolean keepsAll) {
    this.sameBoot = sameBoot;
    this.identities = identities;
    for (ObjectKind<?> kind : kinds) {
      this.kinds.add(
          new KindTrack<>(kind, sameBoot, identities, keepsAll || KindWeights.of(kind) > LITTLE));
    }
  }

  /** Of the kinds that are looked at if none is named. */
  public static SeriesReader ofUsualKinds(boolean sameBoot, Identities identities) {
    return new SeriesReader(usualKinds(), sameBoot, identities, false);
  }

  /** Of some kinds, and of each all objects. */
  public static SeriesReader of(
      Collection<? extends ObjectKind<?>> kinds, boolean sameBoot, Identities identities) {
    return new SeriesReader(kinds, sameBoot, identities, true);
  }

  /** Those that are looked at if none is named, in the order of all. */
  public static List<ObjectKind<?>> usualKinds() {
    return KernelObjectKinds.all().stream()
        .filter(kind -> !ON_DEMAND.contains(kind.name()))
        .toList();
  }

  /** What it looks at in each image. */
  public List<ObjectKind<?>> kinds() {
    return kinds.stream().<ObjectKind<?>>map(KindTrack::kind).toList();
  }

  /** Takes in the next image, which may be closed then. */
  public void add(Moment moment, SeriesImage image) {
    int step = moments.size();
    moments.add(moment);
    List<ObjectDifference<?>> differences = new ArrayList<>();
    for (KindTrack<?> kind : kinds) {
      differences.add(add(kind, image));
    }
    if (step > 0) {
      steps.add(new Step(step, Findings.of(differences, sameBoot, secondsTo(step))));
    }
  }

  /** From the image before, by the kernel's clock; 0 if not known. */
  private double secondsTo(int step) {
    OptionalLong before = moments.get(step - 1).kernelNanos();
    OptionalLong after = moments.get(step).kernelNanos();
    return sameBoot && before.isPresent() && after.isPresent()
        ? (after.getAsLong() - before.getAsLong()) / NANOS_PER_SECOND
        : 0;
  }

  private <T> ObjectDifference<T> add(KindTrack<T> kind, SeriesImage image) {
    KindListing<T> read = image.listing(kind.kind());
    read.failure().ifPresent(reason -> note(kind.kind(), reason));
    read.listing().problems().forEach(problem -> note(kind.kind(), problem));
    read.listing().items().forEach(this::noteOwn);
    return kind.add(read, image.measured(read));
  }

  /** Who has that file open takes snapshots. */
  private void noteOwn(Object object) {
    if (object instanceof OpenFile file && file.path().equals(Optional.of(Findings.LOCK))) {
      ownPids.add(file.pid());
    }
  }

  private void note(ObjectKind<?> kind, String problem) {
    namesByProblem
        .computeIfAbsent(kind.words() + ": " + problem, none -> new ArrayList<>())
        .add(moments.get(moments.size() - 1).name());
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    namesByProblem.forEach(
        (problem, names) ->
            problems.add(
                "%s%s: %s"
                    .formatted(
                        names.get(0),
                        names.size() == 1 ? "" : " and %d more".formatted(names.size() - 1),
                        problem)));
    return problems;
  }

  /** What the series tells; two images at least. */
  public Timeline timeline() {
    TimeAxis axis = TimeAxis.of(moments, sameBoot);
    Map<Amount, AmountSeries> series = series(axis);
    return new Timeline(
        moments,
        axis,
        sameBoot,
        identities,
        steps,
        kinds.stream().flatMap(kind -> kind.histories().stream()).toList(),
        List.copyOf(series.values()),
        sameBoot ? LeakSearch.among(series, ownPids) : List.of(),
        problems());
  }

  private Map<Amount, AmountSeries> series(TimeAxis axis) {
    Map<Amount, AmountSeries> series = new LinkedHashMap<>();
    for (KindTrack<?> kind : kinds) {
      kind.amounts().forEach(amount -> series.put(amount, amount.series(axis)));
    }
    return series;
  }

  /**
   * What is left of a change.
   *
   * @throws IllegalStateException unless there are three images
   */
  public RoundTrip roundTrip() {
    if (moments.size() != 3) {
      throw new IllegalStateException("a round trip has three images, not " + moments.size());
    }
    List<KindRoundTrip<?>> trips = new ArrayList<>();
    kinds.forEach(kind -> trips.add(new KindRoundTrip<>(kind)));
    List<ObjectDifference<?>> left = new ArrayList<>();
    trips.forEach(trip -> left.add(trip.left()));
    return new RoundTrip(
        moments,
        sameBoot,
        Findings.of(left, sameBoot, 0),
        raised(),
        trips.stream().mapToInt(KindRoundTrip::restored).sum(),
        trips.stream().flatMap(trip -> trip.unknown().stream()).toList(),
        problems());
  }

  private List<AmountSeries> raised() {
    List<AmountSeries> raised = new ArrayList<>();
    series(TimeAxis.of(moments, sameBoot))
        .forEach(
            (amount, series) -> {
              if (series.held()
                  && stayedRaised(series.values())
                  && !isOfNewProcess(amount, series.values())) {
                raised.add(series);
              }
            });
    raised.sort(Comparator.comparingDouble(SeriesReader::raise).reversed());
    return raised;
  }

  /** What a process has that came with the change is told with the process. */
  private static boolean isOfNewProcess(Amount amount, List<OptionalLong> values) {
    return values.get(0).getAsLong() == 0
        && amount.held().map(HeldAmount::by).orElse(List.of()).contains("pid");
  }

  private static boolean stayedRaised(List<OptionalLong> values) {
    return values.stream().allMatch(OptionalLong::isPresent)
        && values.get(1).getAsLong() > values.get(0).getAsLong()
        && values.get(2).getAsLong() > values.get(0).getAsLong();
  }

  private static double raise(AmountSeries series) {
    long before = series.values().get(0).getAsLong();
    return (double) (series.values().get(2).getAsLong() - before) / Math.max(before, 1);
  }
}
