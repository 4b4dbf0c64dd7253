package org.kexshot.store.manifest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.store.page.PackSummary;

/**
 * What a list shows of a snapshot, and what an addition must know of it: a few hundred bytes of a
 * manifest, most of which are the notes of its kernel.
 *
 * @param name of the manifest that says all this
 * @param label the user's name for it
 * @param time when it was taken, or else when it was added
 * @param live whether it was taken while the machine ran on, so that it is not of one instant
 * @param kernel the kernel's release
 * @param keptPages page frames that are stored
 * @param newBytes that it added to the repository
 * @param tags the user's keys and values; of one from {@link SnapshotList#outlines} those of now
 * @param debugFiles kept with it
 * @param packs that came with it, ascending
 */
public record Outline(
    SnapshotName name,
    String label,
    Instant time,
    boolean live,
    Optional<String> kernel,
    long keptPages,
    long newBytes,
    Map<String, String> tags,
    DebugFileHashes debugFiles,
    List<PackSummary> packs) {

  /** Of a manifest. */
  public static Outline of(Snapshot snapshot) {
    Manifest manifest = snapshot.manifest();
    return new Outline(
        new SnapshotName(manifest.sequence(), snapshot.id()),
        manifest.label(),
        manifest.time(),
        manifest.description().live().isPresent(),
        manifest.kernel(),
        manifest.pages().kept(),
        manifest.storage().newBytes(),
        manifest.description().tags(),
        manifest.debugFiles(),
        manifest.storage().packs());
  }

  /** The same with other tags. */
  Outline taggedAs(Map<String, String> said) {
    return new Outline(
        name, label, time, live, kernel, keptPages, newBytes, said, debugFiles, packs);
  }
}
