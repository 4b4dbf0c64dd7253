package org.kexshot.store.read;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.LiveReading;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** A stored snapshot, open as any memory image is. */
public final class SnapshotDump implements Dump {
  private final Snapshot snapshot;
  private final PackSet packs;
  private final SnapshotMemory memory;

  /**
   * Takes over {@code packs}, which it closes with itself.
   *
   * @param failures is told of pages that cannot be read although they are stored
   */
  public SnapshotDump(Snapshot snapshot, PageMap map, PackSet packs, ReadFailures failures) {
    this.snapshot = snapshot;
    this.packs = packs;
    this.memory = new SnapshotMemory(map, packs, snapshot.manifest().ram(), failures);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public String formatName() {
    return "kexshot snapshot " + snapshot.shortId();
  }

  @Override
  public Architecture architecture() {
    return snapshot.manifest().architecture();
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return snapshot
        .manifest()
        .vmcoreinfo()
        .map(text -> Vmcoreinfo.parse(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Override
  public Optional<Instant> takenAt() {
    return snapshot.manifest().takenAt();
  }

  @Override
  public Optional<LiveReading> liveReading() {
    return snapshot.manifest().description().live();
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return snapshot.manifest().dumpLevel();
  }

  @Override
  public ElfNotes notes() {
    ElfNotes others = snapshot.manifest().notes();
    return vmcoreinfo().map(others::withVmcoreinfo).orElse(others);
  }

  @Override
  public void close() throws IOException {
    try (packs) {
      memory.map().close();
    }
  }
}
