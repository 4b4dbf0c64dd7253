package org.kexshot.operation.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.RoundTrip;
import org.kexshot.diff.series.SeriesReader;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.image.KeptImage;
import org.kexshot.diff.series.image.ReadImage;
import org.kexshot.diff.series.image.SeriesImage;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.ObjectKind;
import org.kexshot.operation.Image;
import org.kexshot.operation.fact.SnapshotFacts;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Images of one machine, to be compared one after the other; no two are open together. Images of
 * one boot that are in order are each opened once. Others are opened once more, to tell which they
 * are.
 */
public final class ImageSeries {
  private final List<Image.Opener> openers;
  private final Predicate<ImageMark> belongs;
  private final int candidates;
  private final Consumer<String> told;
  private Identities identities = Identities.DECLARED;
  private KernelImage.Tables tables;

  /**
   * @param belongs whether an image is one of the series
   * @param candidates how many images there are, of other boots too
   */
  private ImageSeries(
      List<Image.Opener> openers,
      Predicate<ImageMark> belongs,
      int candidates,
      Consumer<String> told) {
    this.openers = List.copyOf(openers);
    this.belongs = belongs;
    this.candidates = candidates;
    this.told = told;
  }

  /**
   * Images that a user named, in his order.
   *
   * @param told is told what is not as one might expect
   */
  public static ImageSeries of(List<Image.Opener> openers, Consumer<String> told) {
    return new ImageSeries(openers, mark -> true, openers.size(), told);
  }

  /**
   * All snapshots of a repository that are of the newest one's boot, by the time of capture.
   *
   * @param told is told what is not as one might expect
   * @throws RepositoryException if there are none
   */
  public static ImageSeries ofNewestBoot(Repository repository, Consumer<String> told)
      throws IOException {
    List<Snapshot> all = new ArrayList<>(repository.snapshots());
    all.sort(Comparator.comparing(snapshot -> snapshot.manifest().time()));
    Snapshot newest = all.isEmpty() ? repository.find("latest") : all.get(all.size() - 1);
    ImageMark mark;
    try (Image image = Image.of(newest, repository)) {
      mark = seen(image, List.of(), image::kernel).mark();
    }
    List<Image.Opener> openers =
        all.stream()
            .filter(snapshot -> mayBeOfOneBoot(snapshot, newest))
            .<Image.Opener>map(snapshot -> () -> Image.of(snapshot, repository))
            .toList();
    return new ImageSeries(
        openers, other -> mark.relationTo(other) == ImageRelation.SAME_BOOT, all.size(), told);
  }

  /** The series with objects matched by attributes that the user may have named. */
  public ImageSeries matchedBy(Identities given) {
    ImageSeries series = new ImageSeries(openers, belongs, candidates, told);
    series.identities = given;
    return series;
  }

  /** What a kernel says of itself differs between boots, unless it lies where it lay before. */
  private static boolean mayBeOfOneBoot(Snapshot snapshot, Snapshot newest) {
    return snapshot.manifest().vmcoreinfo().equals(newest.manifest().vmcoreinfo());
  }

  /**
   * What became of objects and amounts. Images of one boot are taken in the order of the kernel's
   * clock, and it is told if that is not theirs. That some are of other boots or kernels is told;
   * then objects are matched by what a user calls them.
   *
   * @param kinds of which all objects are looked at; empty for the usual ones
   * @throws IOException if an image cannot be opened, or its kernel is not found
   */
  public Timeline timeline(List<ObjectKind<?>> kinds) throws IOException {
    Optional<SeriesReader> inOrder = readInOrder(kinds);
    Timeline timeline =
        (inOrder.isPresent() ? inOrder.get() : readSorted(kinds, look())).timeline();
    List<Moment> moments = timeline.moments();
    if (moments.size() < candidates) {
      told.accept(
          "%d of %d snapshots are of other boots than %s, and left out"
              .formatted(
                  candidates - moments.size(), candidates, moments.get(moments.size() - 1).name()));
    }
    if (moments.size() < 2) {
      throw new RepositoryException(
          RepositoryException.Reason.NO_SUCH_SNAPSHOT,
          "%s is the only snapshot of its boot; a timeline takes two or more"
              .formatted(moments.get(0).name()));
    }
    return timeline;
  }

  /**
   * What is left in the last of three images of what changed between the first and the second. They
   * are taken in the order given; it is told if that is not the order of the kernel's clock.
   *
   * @param kinds as of {@link #timeline}
   * @throws IOException if an image cannot be opened, or its kernel is not found
   */
  public RoundTrip roundTrip(List<ObjectKind<?>> kinds) throws IOException {
    List<ObjectKind<?>> all = kinds.isEmpty() ? SeriesReader.usualKinds() : kinds;
    Optional<SeriesReader> inOrder = readInOrder(all);
    if (inOrder.isPresent()) {
      return inOrder.get().roundTrip();
    }
    Looked looked = look();
    sorted(looked);
    return read(all, looked.images(), looked.sameBoot()).roundTrip();
  }

  /** All that belong, each opened once; empty if they are not of one boot, or not in order. */
  private Optional<SeriesReader> readInOrder(List<ObjectKind<?>> kinds) throws IOException {
    SeriesReader reader = reader(kinds, true);
    ImageMark last = null;
    for (Image.Opener opener : openers) {
      try (Image image = opener.open()) {
        SeriesImage seen = seen(image, reader.kinds());
        ImageMark mark = seen.mark();
        if (!belongs.test(mark)) {
          continue;
        }
        if (last != null
            && (last.relationTo(mark) != ImageRelation.SAME_BOOT || last.isLaterThan(mark))) {
          return Optional.empty();
        }
        last = mark;
        reader.add(moment(image, mark), seen);
        keep(image, seen);
      }
    }
    return Optional.of(reader);
  }

  /** An image of which it is known when it was taken. */
  private record Seen(Image.Opener opener, Moment moment) {}

  /** Images in the order given, and whether they are all of one boot. */
  private record Looked(List<Seen> images, boolean sameBoot) {}

  /** Looks at all that belong, without their objects. */
  private Looked look() throws IOException {
    List<Seen> images = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    ImageMark last = null;
    for (Image.Opener opener : openers) {
      try (Image image = opener.open()) {
        ImageMark mark = seen(image, List.of()).mark();
        if (!belongs.test(mark)) {
          continue;
        }
        Moment moment = moment(image, mark);
        ImageRelation relation = last == null ? ImageRelation.SAME_BOOT : last.relationTo(mark);
        if (relation != ImageRelation.SAME_BOOT) {
          strangers.add(
              "%s after %s: %s"
                  .formatted(
                      moment.name(),
                      images.get(images.size() - 1).moment().name(),
                      relation.meaning()));
        }
        images.add(new Seen(opener, moment));
        last = mark;
      }
    }
    if (!strangers.isEmpty()) {
      told.accept(
          "not all images are of one boot, so that objects are matched by what they are called, and"
              + " no leaks are looked for; "
              + String.join("; ", strangers));
    }
    return new Looked(images, strangers.isEmpty());
  }

  private SeriesReader readSorted(List<ObjectKind<?>> kinds, Looked looked) throws IOException {
    return read(kinds, sorted(looked), looked.sameBoot());
  }

  private SeriesReader read(List<ObjectKind<?>> kinds, List<Seen> images, boolean sameBoot)
      throws IOException {
    SeriesReader reader = reader(kinds, sameBoot);
    for (Seen seen : images) {
      try (Image image = seen.opener().open()) {
        SeriesImage read = seen(image, reader.kinds());
        reader.add(seen.moment(), read);
        keep(image, read);
      }
    }
    return reader;
  }

  private SeriesReader reader(List<ObjectKind<?>> kinds, boolean sameBoot) {
    return kinds.isEmpty()
        ? SeriesReader.ofUsualKinds(sameBoot, identities)
        : SeriesReader.of(kinds, sameBoot, identities);
  }

  private List<Seen> sorted(Looked looked) {
    List<Seen> images = looked.images();
    if (!looked.sameBoot()
        || images.stream().anyMatch(seen -> seen.moment().kernelNanos().isEmpty())) {
      return images;
    }
    List<Seen> sorted = new ArrayList<>(images);
    sorted.sort(Comparator.comparingLong(seen -> seen.moment().kernelNanos().getAsLong()));
    if (!sorted.equals(images)) {
      told.accept(
          "the images are not given in the order in which they were taken, which was by the"
              + " kernel's clock: "
              + String.join(", ", sorted.stream().map(seen -> seen.moment().name()).toList()));
    }
    return sorted;
  }

  private SeriesImage seen(Image image, List<ObjectKind<?>> kinds) throws IOException {
    return seen(image, kinds, () -> kernel(image));
  }

  /** Gives an image's kernel when it must be read. */
  @FunctionalInterface
  private interface KernelOpener {
    KernelImage open() throws IOException;
  }

  /**
   * What a series of some kinds takes of an image: what is kept of it, if that is all; else the
   * image is read.
   */
  private static SeriesImage seen(Image image, List<ObjectKind<?>> kinds, KernelOpener opener)
      throws IOException {
    Optional<Vmcoreinfo> vmcoreinfo = image.dump().vmcoreinfo();
    Optional<KeptImage> kept =
        image.facts().flatMap(SnapshotFacts::image).filter(facts -> facts.covers(kinds));
    return kept.isPresent() && vmcoreinfo.isPresent()
        ? kept.get().image(vmcoreinfo.get())
        : new ReadImage(opener.open());
  }

  /** Keeps what the usual series takes, if the image was read for one. */
  private static void keep(Image image, SeriesImage seen) {
    if (seen instanceof ReadImage read && image.facts().isPresent() && image.isUnremarkable()) {
      KeptImage facts = read.kept();
      if (facts.covers(SeriesReader.usualKinds())) {
        image.facts().get().keepImage(facts);
      }
    }
  }

  /** The kernel of an image, with the tables of the one before if it is the same. */
  private KernelImage kernel(Image image) throws IOException {
    try {
      KernelImage kernel = image.kernel();
      if (tables != null) {
        kernel.adopt(tables);
      }
      tables = kernel.tables();
      return kernel;
    } catch (IOException noKernel) {
      told.accept(image.name() + " cannot be compared with others");
      throw noKernel;
    }
  }

  private static Moment moment(Image image, ImageMark mark) {
    return new Moment(
        image.name(),
        image
            .snapshot()
            .flatMap(snapshot -> snapshot.manifest().takenAt())
            .or(() -> image.dump().takenAt()),
        image.dump().liveReading(),
        mark.kernelNanos());
  }
}
