package org.kexshot.diff.series.image;

import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;

/** What a series takes of one image. */
public interface SeriesImage {
  /** By what it is told of which boot the image is, and when it was taken. */
  ImageMark mark();

  /** All objects of a kind. */
  <T> KindListing<T> listing(ObjectKind<T> kind);

  /**
   * Amounts that objects hold and that are none of their attributes: by amount, and by whose it is;
   * empty where it could not be read.
   *
   * @param read what {@link #listing} gave
   */
  Map<String, Map<String, OptionalLong>> measured(KindListing<?> read);
}
