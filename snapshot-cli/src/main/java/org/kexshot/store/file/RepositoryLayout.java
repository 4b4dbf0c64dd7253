package org.kexshot.store.file;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in a repository's directory, declared once.
 *
 * <pre>
 * format                    "kexshot repository", the version ({@link FormatVersion}), a line feed
 * lock                      locked by the one writer
 * snapshots/SEQ-SHA256.json manifests; SEQ is the sequence number in eight digits
 * snapshots/SEQ-SHA256.TIME.forgotten manifests of snapshots that were forgotten, and when
 * notes/SEQ-SHA256.note     what was said of a snapshot after it was added
 * maps/SEQ-SHA256.map       page maps
 * packs/NUMBER.pack         pages; the number in eight digits
 * packs/NUMBER.pack.used    says by its name up to which number packs were used
 * debug/SHA256.btf          types of a kernel, where its images hold none
 * debug/SHA256.map          a kernel's System.map, where its images name too few symbols
 * cache/                    what can be made again from the rest: page table, indexes
 * temporary/                files being written
 * unreached/                whole files that no snapshot needs, moved out of the way
 * keys/ID.json              keys of an encrypted repository
 * </pre>
 *
 * @param hashNames what stands in a name for the hash of what others may know: the hash itself, or
 *     in an encrypted repository what tells it to nobody
 */
public record RepositoryLayout(Path root, UnaryOperator<String> hashNames) {
  private static final Pattern NUMBERED = Pattern.compile("([0-9]{8})[.-].*");
  static final String MANIFEST_SUFFIX = ".json";

  private static final Pattern TOMBSTONE =
      Pattern.compile("([0-9]{8}-[0-9a-f]{64})\\.[0-9]{8}T[0-9]{6}Z\\.forgotten");

  static final String PACK_SUFFIX = ".pack";
  private static final String USED_SUFFIX = ".used";

  /** Made when a tombstone is met, for it takes a good part of a short command's time. */
  private static final class TombstoneTime {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  }

  /** Names with hashes as they are. */
  public RepositoryLayout(Path root) {
    this(root, UnaryOperator.identity());
  }

  /** All directories in the root, some of which are made only when they are needed. */
  List<Path> parts() {
    return List.of(
        snapshots(),
        notes(),
        maps(),
        packs(),
        debugFiles(),
        cache(),
        searchIndex(),
        stringIndex(),
        facts(),
        temporary(),
        unreached(),
        keys());
  }

  /** Directories of which each file may be deleted at any time, one in the other. */
  public List<Path> caches() {
    return List.of(cache(), searchIndex(), stringIndex(), facts());
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
    return snapshots().resolve(number(sequence) + "-" + sha256 + MANIFEST_SUFFIX);
  }

  /** Where the manifest of a snapshot lies that was forgotten; its bytes are what they were. */
  public Path tombstone(int sequence, String sha256, Instant forgottenAt) {
    return snapshots()
        .resolve(
            number(sequence)
                + "-"
                + sha256
                + "."
                + TombstoneTime.FORMAT.format(forgottenAt)
                + ".forgotten");
  }

  /**
   * The name that an encrypted file is bound to: its own, and of a tombstone that of the manifest
   * which it was.
   */
  public static String boundName(Path file) {
    String name = file.getFileName().toString();
    Matcher tombstone = TOMBSTONE.matcher(name);
    return tombstone.matches() ? tombstone.group(1) + MANIFEST_SUFFIX : name;
  }

  /**
   * The instant in a tombstone's name.
   *
   * @throws java.time.DateTimeException if it is none
   */
  public static Instant tombstoneTime(String text) {
    return TombstoneTime.FORMAT.parse(text, Instant::from);
  }

  /** Made when the first note is written. */
  public Path notes() {
    return root.resolve("notes");
  }

  /** Of the snapshot with that manifest. */
  public Path note(int sequence, String sha256) {
    return notes().resolve(number(sequence) + "-" + sha256 + ".note");
  }

  public Path maps() {
    return root.resolve("maps");
  }

  public Path pageMap(int sequence, String sha256) {
    return maps().resolve(number(sequence) + "-" + hashNames.apply(sha256) + ".map");
  }

  public Path packs() {
    return root.resolve("packs");
  }

  public Path pack(int number) {
    return packs().resolve(number(number) + PACK_SUFFIX);
  }

  /**
   * An empty file whose name alone says that packs had numbers up to this one. Older programs take
   * the number from it, too.
   */
  public Path usedPack(int number) {
    return packs().resolve(number(number) + PACK_SUFFIX + USED_SUFFIX);
  }

  /** Whether a file is a mark of a number that was used. */
  public static boolean isUsedMark(Path file) {
    return file.getFileName().toString().endsWith(PACK_SUFFIX + USED_SUFFIX);
  }

  /** Made when the first file is kept in it. */
  public Path debugFiles() {
    return root.resolve("debug");
  }

  public Path btf(String sha256) {
    return debugFiles().resolve(hashNames.apply(sha256) + ".btf");
  }

  public Path systemMap(String sha256) {
    return debugFiles().resolve(hashNames.apply(sha256) + ".map");
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

  /** What a list shows of each snapshot. */
  public Path outlines() {
    return cache().resolve("snapshots");
  }

  /** Where the index of strings lies. */
  public Path stringIndex() {
    return cache().resolve("strings");
  }

  /** Where lies what was derived from snapshots. */
  public Path facts() {
    return cache().resolve("facts");
  }

  /** When which pack was last read whole. */
  public Path verifiedPacks() {
    return cache().resolve("verified");
  }

  /** Made when the first file is moved to it. */
  public Path unreached() {
    return root.resolve("unreached");
  }

  /** Made when a repository is encrypted. */
  public Path keys() {
    return root.resolve("keys");
  }

  public Path temporary() {
    return root.resolve("temporary");
  }

  /**
   * In eight digits, those of ASCII: a formatter writes them as the user's language has them, and
   * loads that language first.
   */
  private static String number(int number) {
    String digits = Integer.toString(number);
    return "0".repeat(Math.max(0, 8 - digits.length())) + digits;
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
