package org.kexshot.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.FrameMapper;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageCensus;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.diff.symbol.SymbolComparison;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.kernel.log.KernelLog;
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
    return difference(false);
  }

  /**
   * Compares, and makes a map of all page frames in the same pass. Cost: what whose they are takes
   * for each frame of both images, not only for those that differ.
   *
   * @throws IOException as {@link #difference()}
   */
  public ImageDifference mappedDifference() throws IOException {
    return difference(true);
  }

  private ImageDifference difference(boolean mapped) throws IOException {
    Optional<KernelImage> firstKernel = kernel(first, "first image");
    Optional<KernelImage> secondKernel = kernel(second, "second image");
    String noKernel = String.join("; ", kernelFailures);
    ImageRelation relation = relation(firstKernel, secondKernel);
    FrameOwners firstOwners = owners(firstKernel, "first image");
    FrameOwners secondOwners = owners(secondKernel, "second image");
    PageCensus census = new PageCensus(firstOwners, secondOwners);
    Optional<FrameMapper> mapper =
        mapped ? Optional.of(new FrameMapper(firstOwners, secondOwners)) : Optional.empty();
    pages.forEachRun(mapper.isPresent() ? census.and(mapper.get()) : census);
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
        census.totals(),
        census.owners(),
        objects,
        symbols(firstKernel, secondKernel, relation, noKernel),
        problems,
        mapper.map(FrameMapper::map));
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
}
