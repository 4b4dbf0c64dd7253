package org.kexshot.operation.series;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.series.RoundTrip;
import org.kexshot.diff.series.SeriesReader;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.kind.ObjectKind;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * Images of one machine, to be compared one after the other. Each is opened twice, and no two are
 * open together: first for its boot and its time, then for its objects.
 */
public final class ImageSeries {
  /** Opens one of the images. */
  @FunctionalInterface
  public interface Opener {
    Image open() throws IOException;
  }

  /** An image as it was first looked at. */
  private record Seen(Opener opener, Moment moment) {}

  private final List<Seen> images;
  private final boolean sameBoot;
  private final Consumer<String> told;

  private ImageSeries(List<Seen> images, boolean sameBoot, Consumer<String> told) {
    this.images = images;
    this.sameBoot = sameBoot;
    this.told = told;
  }

  /**
   * Images that a user named, in his order. That some are of other boots or kernels is told; then
   * objects are matched by what a user calls them.
   *
   * @param told is told what is not as one might expect
   * @throws IOException if one cannot be opened, or its kernel is not found
   */
  public static ImageSeries of(List<Opener> openers, Consumer<String> told) throws IOException {
    List<Seen> images = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    ImageMark last = null;
    for (Opener opener : openers) {
      try (Image image = opener.open()) {
        ImageMark mark = mark(image, told);
        Moment moment = moment(image, mark);
        ImageRelation relation = last == null ? ImageRelation.SAME_BOOT : last.relationTo(mark);
        if (relation != ImageRelation.SAME_BOOT) {
          strangers.add(
              "%s than %s: %s"
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
          "not all images are of one boot, so that objects are matched by name, and no leaks are"
              + " looked for: "
              + String.join("; ", strangers));
    }
    return new ImageSeries(images, strangers.isEmpty(), told);
  }

  /**
   * All snapshots of a repository that are of the newest one's boot, by the time of capture.
   *
   * @param told is told how many snapshots are left out
   * @throws RepositoryException if there are none
   */
  public static ImageSeries ofNewestBoot(Repository repository, Consumer<String> told)
      throws IOException {
    List<Snapshot> all = new ArrayList<>(repository.snapshots());
    all.sort(Comparator.comparing(snapshot -> snapshot.manifest().time()));
    Snapshot newest = all.isEmpty() ? repository.find("latest") : all.get(all.size() - 1);
    ImageMark newestMark;
    try (Image image = Image.of(newest, repository)) {
      newestMark = mark(image, told);
    }
    List<Seen> images = new ArrayList<>();
    for (Snapshot snapshot : all) {
      if (mayBeOfOneBoot(snapshot, newest)) {
        try (Image image = Image.of(snapshot, repository)) {
          ImageMark mark = mark(image, told);
          if (newestMark.relationTo(mark) == ImageRelation.SAME_BOOT) {
            images.add(new Seen(() -> Image.of(snapshot, repository), moment(image, mark)));
          }
        }
      }
    }
    if (images.size() < all.size()) {
      told.accept(
          "%d of %d snapshots are of other boots than %s, and left out"
              .formatted(
                  all.size() - images.size(),
                  all.size(),
                  images.get(images.size() - 1).moment().name()));
    }
    return new ImageSeries(images, true, told);
  }

  /** What a kernel says of itself differs between boots, unless it lies where it lay before. */
  private static boolean mayBeOfOneBoot(Snapshot snapshot, Snapshot newest) {
    return snapshot.manifest().vmcoreinfo().equals(newest.manifest().vmcoreinfo());
  }

  private static ImageMark mark(Image image, Consumer<String> told) throws IOException {
    try {
      return ImageMark.read(image.kernel());
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
        mark.kernelNanos());
  }

  /** How many there are. */
  public int size() {
    return images.size();
  }

  /**
   * What became of objects and amounts. Images of one boot are taken in the order of the kernel's
   * clock, and it is told if that is not theirs.
   *
   * @param kinds of which all objects are looked at; empty for the usual ones
   */
  public Timeline timeline(List<ObjectKind<?>> kinds) throws IOException {
    return read(kinds, byClock()).timeline();
  }

  /**
   * What is left in the last of three images of what changed between the first and the second.
   *
   * @param kinds as of {@link #timeline}
   */
  public RoundTrip roundTrip(List<ObjectKind<?>> kinds) throws IOException {
    List<Seen> ordered = byClock();
    if (!ordered.equals(images)) {
      told.accept("the images are looked at in the order given all the same");
    }
    return read(kinds.isEmpty() ? SeriesReader.usualKinds() : kinds, images).roundTrip();
  }

  private SeriesReader read(List<ObjectKind<?>> kinds, List<Seen> ordered) throws IOException {
    SeriesReader reader =
        kinds.isEmpty() ? SeriesReader.ofUsualKinds(sameBoot) : SeriesReader.of(kinds, sameBoot);
    for (Seen seen : ordered) {
      try (Image image = seen.opener().open()) {
        reader.add(seen.moment(), image.kernel());
      }
    }
    return reader;
  }

  private List<Seen> byClock() {
    if (!sameBoot || images.stream().anyMatch(seen -> seen.moment().kernelNanos().isEmpty())) {
      return images;
    }
    List<Seen> sorted = new ArrayList<>(images);
    sorted.sort(Comparator.comparingLong(seen -> seen.moment().kernelNanos().getAsLong()));
    if (!sorted.equals(images)) {
      told.accept(
          "the images are not in the order in which they were taken, which was by the kernel's"
              + " clock: "
              + String.join(", ", sorted.stream().map(seen -> seen.moment().name()).toList()));
    }
    return sorted;
  }
}
