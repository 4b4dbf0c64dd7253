package org.kexshot.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.diff.memory.MemoryCensus;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.ContentMatches;
import org.kexshot.diff.page.FrameMapper;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageCensus;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.diff.symbol.BackedSettings;
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
  private final Identities identities;
  private final List<String> kernelFailures = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param pages compares the pages of these two images
   */
  public ImageComparison(MemoryImage first, MemoryImage second, PageComparison pages) {
    this(first, second, pages, Identities.DECLARED);
  }

  private ImageComparison(
      MemoryImage first, MemoryImage second, PageComparison pages, Identities identities) {
    this.first = first;
    this.second = second;
    this.pages = pages;
    this.identities = identities;
  }

  /** The same, with objects matched by attributes that the user named. */
  public ImageComparison matchedBy(Identities given) {
    return new ImageComparison(first, second, pages, given);
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
    shareTables(firstKernel, secondKernel);
    ImageRelation relation = relation(firstKernel, secondKernel);
    boolean withPages = pages != PageComparison.NONE;
    FrameOwners firstOwners = withPages ? owners(firstKernel, "first image") : null;
    FrameOwners secondOwners = withPages ? owners(secondKernel, "second image") : null;
    PageCensus census = new PageCensus(firstOwners, secondOwners);
    OwnedMemory memory =
        OwnedMemory.of(firstKernel, secondKernel, firstOwners, secondOwners, relation, noKernel);
    SameFrames sameFrames = sameFrames();
    FrameOwners ownersBefore = relation.framesCorrespond() ? firstOwners : secondOwners;
    Optional<FrameMapper> mapper =
        mapped ? Optional.of(new FrameMapper(ownersBefore, secondOwners)) : Optional.empty();
    PageComparison.RunVisitor counted =
        mapper.<PageComparison.RunVisitor>map(census::and).orElse(census);
    if (relation.framesCorrespond()) {
      pages.forEachRun(counted.and(memory).and(sameFrames));
    } else if (withPages) {
      ContentMatches matches = pages.contentMatches();
      matches.forEachOfSecond(second.dump().memory().ramFrames(), counted);
      matches.forEachGone(census);
    }
    List<ObjectDifference<?>> objects = new ArrayList<>();
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      objects.add(
          firstKernel.isEmpty() || secondKernel.isEmpty()
              ? ObjectDifference.notCompared(kind, noKernel)
              : ObjectComparison.of(
                  kind,
                  firstKernel.get(),
                  secondKernel.get(),
                  relation == ImageRelation.SAME_BOOT,
                  identities));
    }
    return new ImageDifference(
        relation,
        identities,
        relation == ImageRelation.SAME_BOOT ? seconds(firstKernel.get(), secondKernel.get()) : 0,
        census.totals(),
        census.owners(),
        memory.difference(),
        objects,
        BackedSettings.mark(symbols(firstKernel, secondKernel, relation, noKernel), objects),
        withPages
            ? text(firstKernel, secondKernel, relation, noKernel, sameFrames)
            : TextDifference.notCompared("pages were not compared"),
        problems,
        mapper.map(FrameMapper::map));
  }

  /** Symbols and types of one kernel are read once. */
  private static void shareTables(Optional<KernelImage> first, Optional<KernelImage> second) {
    if (first.isPresent() && second.isPresent()) {
      try {
        second.get().adopt(first.get().tables());
      } catch (IOException unread) {
        // Each then reads its own, and whoever needs what cannot be read says why.
      }
    }
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

  /** The owners of changed bytes, as far as the images allow to look for them. */
  private record OwnedMemory(Optional<MemoryCensus> census, String reason)
      implements PageComparison.RunVisitor {
    static OwnedMemory of(
        Optional<KernelImage> first,
        Optional<KernelImage> second,
        FrameOwners firstOwners,
        FrameOwners secondOwners,
        ImageRelation relation,
        String noKernel) {
      if (first.isEmpty() || second.isEmpty()) {
        return new OwnedMemory(Optional.empty(), noKernel);
      }
      if (relation != ImageRelation.SAME_BOOT) {
        return new OwnedMemory(
            Optional.empty(), "bytes of pages correspond in two images of one boot alone");
      }
      if (firstOwners == null || secondOwners == null) {
        return new OwnedMemory(Optional.empty(), "the owners of pages are unknown");
      }
      try {
        return new OwnedMemory(
            Optional.of(new MemoryCensus(first.get(), second.get(), firstOwners, secondOwners)),
            "");
      } catch (IOException failure) {
        return new OwnedMemory(Optional.empty(), failure.getMessage());
      }
    }

    @Override
    public void run(PageChange change, long firstFrame, long count) throws IOException {
      if (census.isPresent()) {
        census.get().run(change, firstFrame, count);
      }
    }

    MemoryDifference difference() {
      return census
          .map(MemoryCensus::difference)
          .orElseGet(() -> MemoryDifference.notCompared(reason));
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
