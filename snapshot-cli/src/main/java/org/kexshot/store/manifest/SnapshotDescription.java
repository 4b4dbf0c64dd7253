package org.kexshot.store.manifest;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveReading;

/**
 * What the taker of a snapshot says of it; everything else is read from the image. Start with
 * {@link #labelled} and add what is known.
 *
 * @param label the user's name for it; need not be unique, the newest one wins a look-up
 * @param note free text
 * @param tags the user's keys and values
 * @param host the machine's name
 * @param takenAt the instant of capture, if it is better known than from the dump's header
 * @param pause how long the machine stood still for it
 * @param live how its pages were read while the machine ran on; empty for an image of one instant
 * @param excludedByKind pages that the capture excluded, by kind ({@code "free"}, {@code "zero"},
 *     …)
 * @param source the file or device
 */
public record SnapshotDescription(
    String label,
    String note,
    Map<String, String> tags,
    Optional<String> host,
    Optional<Instant> takenAt,
    Optional<Duration> pause,
    Optional<LiveReading> live,
    Map<String, Long> excludedByKind,
    Optional<SourceFile> source) {

  /** Says it when all pages of the image were read: not all is known before. */
  @FunctionalInterface
  public interface WhenRead {
    SnapshotDescription describe() throws IOException;
  }

  public SnapshotDescription {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    excludedByKind = Collections.unmodifiableMap(new TreeMap<>(excludedByKind));
  }

  public static SnapshotDescription labelled(String label) {
    return new SnapshotDescription(
        label,
        "",
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  public SnapshotDescription withNote(String text) {
    return new SnapshotDescription(
        label, text, tags, host, takenAt, pause, live, excludedByKind, source);
  }

  public SnapshotDescription withTags(Map<String, String> keysAndValues) {
    return new SnapshotDescription(
        label, note, keysAndValues, host, takenAt, pause, live, excludedByKind, source);
  }

  public SnapshotDescription withHost(String name) {
    return new SnapshotDescription(
        label, note, tags, Optional.of(name), takenAt, pause, live, excludedByKind, source);
  }

  public SnapshotDescription withTakenAt(Instant instant) {
    return new SnapshotDescription(
        label, note, tags, host, Optional.of(instant), pause, live, excludedByKind, source);
  }

  public SnapshotDescription withPause(Duration duration) {
    return new SnapshotDescription(
        label, note, tags, host, takenAt, Optional.of(duration), live, excludedByKind, source);
  }

  public SnapshotDescription withLive(LiveReading reading) {
    return new SnapshotDescription(
        label, note, tags, host, takenAt, pause, Optional.of(reading), excludedByKind, source);
  }

  /** With what a dump knows of itself and this does not say. */
  public SnapshotDescription orAsIn(Dump dump) {
    return new SnapshotDescription(
        label,
        note,
        tags,
        host,
        takenAt.or(dump::takenAt),
        pause,
        live.or(dump::liveReading),
        excludedByKind,
        source);
  }

  public SnapshotDescription withExcludedByKind(Map<String, Long> pages) {
    return new SnapshotDescription(label, note, tags, host, takenAt, pause, live, pages, source);
  }

  public SnapshotDescription withSource(SourceFile file) {
    return new SnapshotDescription(
        label, note, tags, host, takenAt, pause, live, excludedByKind, Optional.of(file));
  }
}
