package org.kexshot.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kexshot.index.document.BootMark;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import org.kexshot.objects.KindListing;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * The kernel objects of an image by kind, for the index; none if it has no kernel that can be read.
 * Each kind is read when its turn comes, and noted if it cannot be.
 */
final class IndexedObjects implements Iterable<KindListing<?>> {
  private final Optional<KernelImage> kernel;
  private final Map<String, List<String>> kindsByReason = new LinkedHashMap<>();
  private final List<String> incomplete = new ArrayList<>();

  private final Optional<KindListing<LogRecord>> log;

  private IndexedObjects(Optional<KernelImage> kernel) {
    this.kernel = kernel;
    this.log = kernel.map(image -> KindListing.read(KernelLog.KIND, image));
  }

  /** By what it is told of which boot the image is. */
  BootMark bootMark() {
    return kernel.isEmpty()
        ? BootMark.UNKNOWN
        : BootMark.of(
            new TreeMap<>(kernel.get().vmcoreinfo().values()).toString(),
            log.orElseThrow().listing().items());
  }

  /**
   * Those of an image.
   *
   * @throws RepositoryException if the snapshot is damaged
   */
  static IndexedObjects of(Image image) throws IOException {
    try {
      return new IndexedObjects(Optional.of(image.kernel()));
    } catch (RepositoryException damaged) {
      throw damaged;
    } catch (IOException noKernel) {
      IndexedObjects none = new IndexedObjects(Optional.empty());
      none.kindsByReason.put(noKernel.getMessage(), List.of("kernel objects"));
      return none;
    }
  }

  /**
   * Why no kernel objects of a snapshot will be found, if that is so; none of them is read. That
   * the snapshot itself cannot be is such a reason, too.
   */
  static Optional<String> obstacle(Snapshot snapshot, Repository repository) {
    try (Image image = Image.of(snapshot, repository)) {
      image.kernel().requireObjects();
      return Optional.empty();
    } catch (IOException missing) {
      return Optional.of(
          "kernel objects of %s cannot be listed, compared or searched: %s"
              .formatted(snapshot.shortId(), missing.getMessage()));
    }
  }

  @Override
  public Iterator<KindListing<?>> iterator() {
    return KernelObjectKinds.all().stream()
        .filter(kind -> kernel.isPresent())
        .<KindListing<?>>map(kind -> noted(read(kind)))
        .iterator();
  }

  private KindListing<?> read(ObjectKind<?> kind) {
    return kind == KernelLog.KIND
        ? log.orElseThrow()
        : KindListing.read(kind, kernel.orElseThrow());
  }

  private KindListing<?> noted(KindListing<?> read) {
    List<String> problems = read.listing().problems();
    if (!problems.isEmpty()) {
      incomplete.add(
          "not all %s can be searched for: %s%s"
              .formatted(
                  read.kind().words(),
                  problems.get(0),
                  problems.size() == 1
                      ? ""
                      : ", and %d more such problems".formatted(problems.size() - 1)));
    }
    read.failure()
        .ifPresent(
            reason ->
                kindsByReason
                    .computeIfAbsent(reason, none -> new ArrayList<>())
                    .add(read.kind().words()));
    return read;
  }

  /** What cannot be searched for, and why; complete when all kinds have been read. */
  List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    kindsByReason.forEach(
        (reason, kinds) ->
            unknown.add(
                "%s cannot be searched for: %s".formatted(String.join(", ", kinds), reason)));
    unknown.addAll(incomplete);
    return unknown;
  }
}
