package org.kexshot.store.manifest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfNotes;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.page.StorageUse;

/**
 * All that the repository says of one snapshot. Its JSON file ({@link ManifestJson}) is the root of
 * a chain of hashes: the snapshot's id is the SHA-256 of that file, which names the SHA-256 of the
 * page map, which names those of the packs, which hold those of the pages.
 *
 * @param sequence position in the repository, from 1
 * @param previous full id of the snapshot added before this one
 * @param description what the taker said, with the time of capture from the image if he did not; of
 *     a manifest that a {@link SnapshotList} has read, with the tags and the note of now
 * @param addedAt the instant of adding
 * @param kernel the kernel's release, as {@code uname -r} prints it
 * @param architecture of the imaged machine
 * @param ram its physical memory
 * @param dumpLevel 0 to 31, where it is known
 * @param pages counts by what is stored of them
 * @param storage what it cost
 * @param pageMapSha256 of the page map's file, lower-case hexadecimal; also that file's name
 * @param vmcoreinfo the kernel's note, one byte a character
 * @param notes the other ELF notes of the dump: processors' registers
 * @param debugFiles what its image does not say of its kernel
 * @param imageSha256 of its contents, the same in every repository; from version 2 on
 */
public record Manifest(
    int sequence,
    Optional<String> previous,
    SnapshotDescription description,
    Instant addedAt,
    Optional<String> kernel,
    Architecture architecture,
    List<PhysicalRange> ram,
    Optional<Integer> dumpLevel,
    PageCounts pages,
    StorageUse storage,
    String pageMapSha256,
    Optional<String> vmcoreinfo,
    ElfNotes notes,
    DebugFileHashes debugFiles,
    Optional<String> imageSha256) {

  public Manifest {
    ram = List.copyOf(ram);
  }

  public String label() {
    return description.label();
  }

  /** The same with something else said of it. */
  Manifest describedAs(SnapshotDescription said) {
    return new Manifest(
        sequence,
        previous,
        said,
        addedAt,
        kernel,
        architecture,
        ram,
        dumpLevel,
        pages,
        storage,
        pageMapSha256,
        vmcoreinfo,
        notes,
        debugFiles,
        imageSha256);
  }

  /** The instant of capture, where it is known. */
  public Optional<Instant> takenAt() {
    return description.takenAt();
  }

  public Optional<Duration> pause() {
    return description.pause();
  }

  /** When it was taken, or else when it was added. */
  public Instant time() {
    return takenAt().orElse(addedAt);
  }

  /** Where the snapshot's page map lies. */
  public Path pageMap(RepositoryLayout layout) {
    return layout.pageMap(sequence, pageMapSha256);
  }
}
