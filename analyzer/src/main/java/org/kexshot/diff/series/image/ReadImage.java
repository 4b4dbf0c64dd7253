package org.kexshot.diff.series.image;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;

/** Reads an image, each kind when it is first asked for. */
public final class ReadImage implements SeriesImage {
  private final KernelImage image;
  private final ImageMark mark;
  private final Map<String, KindListing<?>> listings = new LinkedHashMap<>();
  private final Map<String, Map<String, Map<String, OptionalLong>>> measured =
      new LinkedHashMap<>();

  /** Cost: the kernel's log. */
  public ReadImage(KernelImage image) {
    this.image = image;
    this.mark =
        new ImageMark(
            image.vmcoreinfo(), listing(KernelLog.KIND).listing().items(), ImageMark.clock(image));
  }

  @Override
  public ImageMark mark() {
    return mark;
  }

  @Override
  @SuppressWarnings("unchecked") // A kind's listing has objects of the kind.
  public <T> KindListing<T> listing(ObjectKind<T> kind) {
    return (KindListing<T>)
        listings.computeIfAbsent(kind.name(), none -> KindListing.read(kind, image));
  }

  @Override
  public Map<String, Map<String, OptionalLong>> measured(KindListing<?> read) {
    return measured.computeIfAbsent(
        read.kind().name(), none -> MeasuredAmounts.of(read.listing(), image));
  }

  /** What was read, to be kept; with what is measured of it. */
  public KeptImage kept() {
    List<KeptImage.Kind> kinds =
        listings.values().stream()
            .map(listing -> new KeptImage.Kind(listing, measured(listing)))
            .toList();
    return new KeptImage(mark.kernelNanos(), kinds);
  }
}
