package org.kexshot.store.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.AtExit;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.ManifestJson;
import org.kexshot.store.manifest.PageCounts;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.map.PageMapWriter;
import org.kexshot.store.page.BlockCodec;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageDirectory;
import org.kexshot.store.page.PageStorer;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Adds one snapshot: packs first, then the page map, then the manifest, each under its final name
 * only when it is whole and on the disk. A crash before the manifest leaves nothing visible, and
 * what it leaves the next writer clears away.
 */
public final class SnapshotWriter {
  /** How many snapshots back a parent of the same boot is looked for. */
  private static final int PARENT_SEARCH = 32;

  private final RepositoryFiles files;
  private final FormatVersion version;
  private final SnapshotList catalogue;
  private final BlockCodec codec;
  private final Clock clock;

  /**
   * @param lock the right to write, which the caller holds until the addition has ended
   * @param version of what is written
   */
  public SnapshotWriter(
      RepositoryLock lock,
      RepositoryFiles files,
      FormatVersion version,
      SnapshotList catalogue,
      BlockCodec codec,
      Clock clock) {
    lock.check();
    this.files = files;
    this.version = version;
    this.catalogue = catalogue;
    this.codec = codec;
    this.clock = clock;
  }

  /**
   * Makes the directories that are missing, and fills the cache from packs that are not in it yet,
   * so that an addition takes no longer than it must once there is something to add.
   */
  public void prepare() throws IOException {
    RepositoryLayout layout = files.layout();
    for (Path part : List.of(layout.snapshots(), layout.maps(), layout.packs())) {
      files.makeDirectory(part);
    }
    try (PackSet packs = new PackSet(files);
        PageDirectory table = new PageDirectory(files)) {
      table.enterAll(packs, numbers().pack());
    }
  }

  /**
   * Clears away what writers that died left: {@link Remains}.
   *
   * @param told is told of it
   */
  public void clearRemains(Consumer<String> told) throws IOException {
    new Remains(files, catalogue).clear(told);
  }

  /**
   * Adds an image. After an exception, or a signal, nothing of it is left.
   *
   * @param debug files about its kernel, which are kept with it
   * @param description is asked when all pages were read
   */
  public Snapshot add(
      Dump dump, DebugFiles debug, SnapshotDescription.WhenRead description, PageProgress progress)
      throws IOException {
    AdditionFiles written = new AdditionFiles(files);
    AtExit guard = AtExit.run(written::delete);
    try {
      return add(dump, debug, description, progress, written, guard);
    } catch (IOException | RuntimeException | Error failure) {
      guard.giveUp(failure);
      throw failure;
    }
  }

  private Snapshot add(
      Dump dump,
      DebugFiles debug,
      SnapshotDescription.WhenRead description,
      PageProgress progress,
      AdditionFiles written,
      AtExit guard)
      throws IOException {
    StoredNumbers used = numbers();
    DebugFileHashes kept = guard.uncut(() -> new DebugFileWriter(files, written).keep(debug));
    Optional<Vmcoreinfo> kernelNote = vmcoreinfo(dump);
    Optional<String> vmcoreinfo =
        kernelNote.map(note -> new String(note.bytes(), StandardCharsets.ISO_8859_1));
    SnapshotPages stored =
        storePages(dump.memory(), description, vmcoreinfo, used, progress, written, guard);
    Manifest manifest =
        new Manifest(
            used.sequence() + 1,
            catalogue.lastId(),
            stored.description().orAsIn(dump),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            kernelNote.flatMap(Vmcoreinfo::osRelease),
            dump.architecture(),
            dump.memory().ram(),
            dump.dumpLevel(),
            stored.pages(),
            stored.storage(),
            stored.pageMapSha256(),
            vmcoreinfo,
            dump.notes().withoutVmcoreinfo(),
            kept,
            version == FormatVersion.ONE ? Optional.empty() : Optional.of(stored.imageSha256()));
    Snapshot added = guard.finish(() -> commit(manifest, written));
    catalogue.keepOutlines();
    return added;
  }

  /** The file's, or else the one that is found in memory, which readers then need not search. */
  private static Optional<Vmcoreinfo> vmcoreinfo(Dump dump) throws IOException {
    if (dump.vmcoreinfo().isPresent()) {
      return dump.vmcoreinfo();
    }
    try {
      return Optional.of(KernelImage.open(dump).vmcoreinfo());
    } catch (MemoryFault noKernel) {
      return Optional.empty();
    }
  }

  private Snapshot commit(Manifest manifest, AdditionFiles written) throws IOException {
    byte[] text = new ManifestJson().write(manifest);
    String id = HexFormat.of().formatHex(Sha256.digest().digest(text));
    try (NewFile file = files.create("manifest")) {
      file.write(ByteBuffer.wrap(text));
      file.commit(written.named(files.layout().manifest(manifest.sequence(), id)));
    }
    return new Snapshot(id, manifest);
  }

  /**
   * The page map of the newest snapshot of the same kernel and boot, or else of the newest of all;
   * null if there is none that can be read.
   */
  private PageMap parentMap(Optional<String> vmcoreinfo) throws IOException {
    Predicate<Snapshot> isOfTheBoot =
        candidate -> vmcoreinfo.isPresent() && candidate.manifest().vmcoreinfo().equals(vmcoreinfo);
    List<Snapshot> newest =
        new ArrayList<>(
            catalogue.newestUpTo(isOfTheBoot, vmcoreinfo.isPresent() ? PARENT_SEARCH : 1));
    newest.sort(Comparator.comparing(candidate -> !isOfTheBoot.test(candidate)));
    for (Snapshot candidate : newest) {
      Manifest manifest = candidate.manifest();
      try {
        return new PageMap(files, manifest.pageMap(files.layout()), manifest.pageMapSha256());
      } catch (RepositoryException damaged) {
        continue;
      }
    }
    return null;
  }

  private SnapshotPages storePages(
      PhysicalMemory memory,
      SnapshotDescription.WhenRead description,
      Optional<String> vmcoreinfo,
      StoredNumbers used,
      PageProgress progress,
      AdditionFiles written,
      AtExit guard)
      throws IOException {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            Math.min(8, Runtime.getRuntime().availableProcessors()), SnapshotWriter::worker);
    AdditionPacks keeper = new AdditionPacks(catalogue, written, guard);
    try (PackSet packs = new PackSet(files);
        PageDirectory table = new PageDirectory(files);
        PageStorer storer =
            new PageStorer(files, version, packs, table, workers, codec, used.pack(), keeper);
        PageMapWriter map = new PageMapWriter(files, version);
        PageMap inherited = parentMap(vmcoreinfo)) {
      if (inherited != null) {
        packs.expect(inherited.packs());
      }
      table.enterAll(packs, used.pack());
      PageMapBuilder builder = new PageMapBuilder(storer, map, inherited);
      PageCounts counts = builder.addAll(memory, workers, progress);
      SnapshotDescription said = description.describe();
      String image = builder.finish(packs);
      String sha256 =
          guard.uncut(
              () ->
                  map.commit(
                      name -> written.named(files.layout().pageMap(used.sequence() + 1, name))));
      return new SnapshotPages(said, counts, storer.use(map.bytes()), sha256, image);
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "kexshot-store");
    thread.setDaemon(true);
    return thread;
  }

  private StoredNumbers numbers() throws IOException {
    return StoredNumbers.of(files, catalogue);
  }
}
