package org.kexshot.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageCensus;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.diff.symbol.SymbolComparison;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.SameFrames;
import org.kexshot.diff.text.TextComparison;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.time.KernelClock;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.objects.KindListing;
import org.kexshot.owner.FrameOwners;

/**
 * Compares two images in every way that they allow. What one of them does not allow (no symbols, no
 * VMCOREINFO) is left empty, and the result says why. Cost: the page comparison's, and some tens of
 * mebibytes read of each image for its kernel's objects and data.
 */
public final class ImageComparison {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MemoryImage first;
  private final MemoryImage second;
  private final PageComparison pages;
  private final List<String> kernelFailures = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param pages compares the pages of these two images
   */
  public ImageComparison(MemoryImage first, MemoryImage second, PageComparison pages) {
    this.first = first;
    this.second = second;
    this.pages = pages;
  }

  /** Two images of which kernel objects and symbols are compared, and no pages. */
  public static ImageComparison ofObjects(MemoryImage first, MemoryImage second) {
    return new ImageComparison(first, second, PageComparison.NONE);
  }

  /** Two images whose pages are compared by reading them. */
  public static ImageComparison ofMemory(MemoryImage first, MemoryImage second) {
    return new ImageComparison(
        first, second, new MemoryComparison(first.dump().memory(), second.dump().memory()));
  }

  /**
   * Compares.
   *
   * @throws IOException if a file fails; what an image merely lacks is told in the result
   */
  public ImageDifference difference() throws IOException {
    Optional<KernelImage> firstKernel = kernel(first, "first image");
    Optional<KernelImage> secondKernel = kernel(second, "second image");
    String noKernel = String.join("; ", kernelFailures);
    ImageRelation relation = relation(firstKernel, secondKernel);
    PageCensus census =
        pages == PageComparison.NONE
            ? new PageCensus(null, null)
            : new PageCensus(
                owners(firstKernel, "first image"), owners(secondKernel, "second image"));
    SameFrames sameFrames = sameFrames();
    pages.forEachRun(
        (change, frame, count) -> {
          census.run(change, frame, count);
          sameFrames.run(change, frame, count);
        });
    List<ObjectDifference<?>> objects = new ArrayList<>();
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      objects.add(
          firstKernel.isEmpty() || secondKernel.isEmpty()
              ? ObjectDifference.notCompared(kind, noKernel)
              : ObjectComparison.of(
                  kind,
                  firstKernel.get(),
                  secondKernel.get(),
                  relation == ImageRelation.SAME_BOOT));
    }
    return new ImageDifference(
        relation,
        relation == ImageRelation.SAME_BOOT ? seconds(firstKernel.get(), secondKernel.get()) : 0,
        census.totals(),
        census.owners(),
        objects,
        symbols(firstKernel, secondKernel, relation, noKernel),
        text(firstKernel, secondKernel, relation, noKernel, sameFrames),
        problems);
  }

  private SameFrames sameFrames() {
    return new SameFrames(
        Math.max(first.dump().memory().endPfn(), second.dump().memory().endPfn()));
  }

  private Optional<KernelImage> kernel(MemoryImage image, String which) {
    try {
      return Optional.of(image.kernel());
    } catch (IOException failure) {
      kernelFailures.add(
          "%s: its kernel cannot be read: %s".formatted(which, failure.getMessage()));
      return Optional.empty();
    }
  }

  private static ImageRelation relation(Optional<KernelImage> first, Optional<KernelImage> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return ImageRelation.UNKNOWN;
    }
    return ImageRelation.of(
        first.get().vmcoreinfo(),
        second.get().vmcoreinfo(),
        KindListing.read(KernelLog.KIND, first.get()).listing().items(),
        KindListing.read(KernelLog.KIND, second.get()).listing().items());
  }

  private static double seconds(KernelImage first, KernelImage second) {
    try {
      OptionalLong before = KernelClock.monotonic(first);
      OptionalLong after = KernelClock.monotonic(second);
      return before.isPresent() && after.isPresent()
          ? (after.getAsLong() - before.getAsLong()) / NANOS_PER_SECOND
          : 0;
    } catch (IOException unknown) {
      return 0;
    }
  }

  private FrameOwners owners(Optional<KernelImage> kernel, String which) {
    if (kernel.isEmpty()) {
      return null;
    }
    try {
      FrameOwners owners = FrameOwners.of(kernel.get());
      owners
          .problems()
          .forEach(problem -> problems.add("%s: owners of pages: %s".formatted(which, problem)));
      return owners;
    } catch (IOException failure) {
      problems.add("%s: owners of pages: %s".formatted(which, failure.getMessage()));
      return null;
    }
  }

  private static SymbolDifference symbols(
      Optional<KernelImage> first,
      Optional<KernelImage> second,
      ImageRelation relation,
      String noKernel) {
    if (first.isEmpty() || second.isEmpty()) {
      return SymbolDifference.notCompared(noKernel);
    }
    if (relation == ImageRelation.DIFFERENT_KERNELS) {
      return SymbolDifference.notCompared("the images are of different kernels");
    }
    try {
      return new SymbolComparison(first.get(), second.get(), relation == ImageRelation.SAME_BOOT)
          .difference();
    } catch (IOException failure) {
      return SymbolDifference.notCompared(failure.getMessage());
    }
  }

  private static TextDifference text(
      Optional<KernelImage> first,
      Optional<KernelImage> second,
      ImageRelation relation,
      String noKernel,
      SameFrames sameFrames) {
    if (first.isEmpty() || second.isEmpty()) {
      return TextDifference.notCompared(noKernel);
    }
    if (relation != ImageRelation.SAME_BOOT) {
      return TextDifference.notCompared("the images are not of one boot");
    }
    try {
      return TextComparison.between(first.get(), second.get(), sameFrames);
    } catch (IOException failure) {
      return TextDifference.notCompared(failure.getMessage());
    }
  }
}
