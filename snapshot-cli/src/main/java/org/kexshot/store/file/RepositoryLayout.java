package org.kexshot.store.file;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in a repository's directory, declared once.
 *
 * <pre>
 * format                    "kexshot repository", the version ({@link FormatVersion}), a line feed
 * lock                      locked by the one writer
 * snapshots/SEQ-SHA256.json manifests; SEQ is the sequence number in eight digits
 * maps/SEQ-SHA256.map       page maps
 * packs/NUMBER.pack         pages; the number in eight digits
 * debug/SHA256.btf          types of a kernel, where its images hold none
 * debug/SHA256.map          a kernel's System.map, where its images name too few symbols
 * cache/                    what can be made again from the rest: page table, indexes
 * temporary/                files being written
 * unreached/                whole files that no snapshot needs, moved out of the way
 * </pre>
 */
public record RepositoryLayout(Path root) {
  private static final Pattern NUMBERED = Pattern.compile("([0-9]{8})[.-].*");
  static final String MANIFEST_SUFFIX = ".json";
  static final String PACK_SUFFIX = ".pack";

  /** All directories in the root, some of which are made only when they are needed. */
  List<Path> parts() {
    return List.of(
        snapshots(),
        maps(),
        packs(),
        debugFiles(),
        cache(),
        searchIndex(),
        stringIndex(),
        temporary(),
        unreached());
  }

  public Path format() {
    return root.resolve("format");
  }

  public Path lock() {
    return root.resolve("lock");
  }

  public Path snapshots() {
    return root.resolve("snapshots");
  }

  public Path manifest(int sequence, String sha256) {
    return snapshots().resolve("%08d-%s%s".formatted(sequence, sha256, MANIFEST_SUFFIX));
  }

  public Path maps() {
    return root.resolve("maps");
  }

  public Path pageMap(int sequence, String sha256) {
    return maps().resolve("%08d-%s.map".formatted(sequence, sha256));
  }

  public Path packs() {
    return root.resolve("packs");
  }

  public Path pack(int number) {
    return packs().resolve("%08d%s".formatted(number, PACK_SUFFIX));
  }

  /** Made when the first file is kept in it. */
  public Path debugFiles() {
    return root.resolve("debug");
  }

  public Path btf(String sha256) {
    return debugFiles().resolve(sha256 + ".btf");
  }

  public Path systemMap(String sha256) {
    return debugFiles().resolve(sha256 + ".map");
  }

  public Path cache() {
    return root.resolve("cache");
  }

  public Path pageTable() {
    return cache().resolve("pages.table");
  }

  public Path searchIndex() {
    return cache().resolve("search");
  }

  /** Where the index of strings lies. */
  public Path stringIndex() {
    return cache().resolve("strings");
  }

  /** When which pack was last read whole. */
  public Path verifiedPacks() {
    return cache().resolve("verified");
  }

  /** Made when the first file is moved to it. */
  public Path unreached() {
    return root.resolve("unreached");
  }

  public Path temporary() {
    return root.resolve("temporary");
  }

  /**
   * The number of eight digits that a pack's, map's or manifest's name starts with; 0 if it starts
   * with none.
   */
  public static int leadingNumber(Path file) {
    Matcher name = NUMBERED.matcher(file.getFileName().toString());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }
}
