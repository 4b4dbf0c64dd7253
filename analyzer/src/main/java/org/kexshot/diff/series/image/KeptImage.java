package org.kexshot.diff.series.image;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.diff.series.time.ImageMark;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * What was read of an image for a series, as plain data.
 *
 * @param kernelNanos the kernel's own clock; empty where it could not be read
 * @param kinds those that were read, the kernel's log among them
 */
public record KeptImage(OptionalLong kernelNanos, List<Kind> kinds) {
  public KeptImage {
    kinds = List.copyOf(kinds);
  }

  /**
   * One kind.
   *
   * @param listing its objects
   * @param measured as {@link SeriesImage#measured} tells it
   */
  public record Kind(KindListing<?> listing, Map<String, Map<String, OptionalLong>> measured) {}

  /** Whether all that a series of some kinds takes was read. */
  public boolean covers(Collection<? extends ObjectKind<?>> wanted) {
    List<String> names = kinds.stream().map(kind -> kind.listing().kind().name()).toList();
    return names.contains(KernelLog.KIND.name())
        && wanted.stream().allMatch(kind -> names.contains(kind.name()));
  }

  /**
   * The image for a series of kinds that this covers.
   *
   * @param vmcoreinfo of the image
   */
  public SeriesImage image(Vmcoreinfo vmcoreinfo) {
    Map<String, Kind> byName = new HashMap<>();
    kinds.forEach(kind -> byName.put(kind.listing().kind().name(), kind));
    return new Kept(vmcoreinfo, kernelNanos, byName);
  }

  private record Kept(Vmcoreinfo vmcoreinfo, OptionalLong kernelNanos, Map<String, Kind> kinds)
      implements SeriesImage {
    @Override
    public ImageMark mark() {
      return new ImageMark(vmcoreinfo, listing(KernelLog.KIND).listing().items(), kernelNanos);
    }

    @Override
    @SuppressWarnings("unchecked") // A kind's listing has objects of the kind.
    public <T> KindListing<T> listing(ObjectKind<T> kind) {
      return (KindListing<T>) kinds.get(kind.name()).listing();
    }

    @Override
    public Map<String, Map<String, OptionalLong>> measured(KindListing<?> read) {
      return kinds.get(read.kind().name()).measured();
    }
  }
}
