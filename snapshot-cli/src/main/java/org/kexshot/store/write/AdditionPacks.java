package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.kexshot.io.AtExit;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.manifest.SnapshotName;
import org.kexshot.store.page.PackSummary;
import org.kexshot.store.page.PackWriter;
import org.kexshot.store.page.PageStorer;

/** Commits an addition's packs so that a signal leaves no trace of them, and knows older ones. */
final class AdditionPacks implements PageStorer.PackKeeper {
  private final SnapshotList catalogue;
  private final AdditionFiles written;
  private final AtExit guard;

  /** By a pack's number the newest snapshot that it came with; read when it is first needed. */
  private Optional<Map<Integer, SnapshotName>> origins = Optional.empty();

  AdditionPacks(SnapshotList catalogue, AdditionFiles written, AtExit guard) {
    this.catalogue = catalogue;
    this.written = written;
    this.guard = guard;
  }

  @Override
  public PackSummary commit(PackWriter pack, Path name) throws IOException {
    return guard.uncut(() -> pack.commit(written.named(name)));
  }

  /** As the manifest has it with which the pack came. Cost: reads that manifest. */
  @Override
  public Optional<byte[]> hashOf(int pack) throws IOException {
    SnapshotName origin = origins().get(pack);
    if (origin == null) {
      return Optional.empty();
    }
    return catalogue.readEver(origin).stream()
        .flatMap(manifest -> manifest.storage().packs().stream())
        .filter(summary -> summary.number() == pack)
        .map(summary -> HexFormat.of().parseHex(summary.sha256()))
        .findFirst();
  }

  private synchronized Map<Integer, SnapshotName> origins() throws IOException {
    if (origins.isEmpty()) {
      Map<Integer, SnapshotName> found = new HashMap<>();
      for (Outline outline : catalogue.everOutlined()) {
        outline.packs().forEach(pack -> found.put(pack.number(), outline.name()));
      }
      origins = Optional.of(found);
    }
    return origins.get();
  }
}
