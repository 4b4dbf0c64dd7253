package org.kexshot.store.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.kexshot.io.AtExit;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.PackSummary;
import org.kexshot.store.page.PackWriter;
import org.kexshot.store.page.PageStorer;

/** Commits an addition's packs so that a signal leaves no trace of them, and knows older ones. */
record AdditionPacks(SnapshotList catalogue, AdditionFiles written, AtExit guard)
    implements PageStorer.PackKeeper {
  @Override
  public PackSummary commit(PackWriter pack, Path name) throws IOException {
    return guard.uncut(() -> pack.commit(written.named(name)));
  }

  /** As the manifest has it with which the pack came. Cost: reads manifests, newest first. */
  @Override
  public Optional<byte[]> hashOf(int pack) throws IOException {
    return catalogue
        .newestEverWith(snapshot -> summary(snapshot.manifest(), pack).isPresent())
        .map(Snapshot::manifest)
        .flatMap(manifest -> summary(manifest, pack))
        .map(summary -> HexFormat.of().parseHex(summary.sha256()));
  }

  private static Optional<PackSummary> summary(Manifest manifest, int pack) {
    return manifest.storage().packs().stream()
        .filter(summary -> summary.number() == pack)
        .findFirst();
  }
}
