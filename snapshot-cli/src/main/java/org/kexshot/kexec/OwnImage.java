package org.kexshot.kexec;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.kexec.KexecImage.Segment;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;
import org.kexshot.linux.kcore.KernelCore;

/**
 * An image that kexshot loads or has loaded. Before the load it is recorded which segments it will
 * have, among them where their bytes lie in the process; after the load, where the kernel put it.
 * By that it is known again in any later process, whatever became of the one that loaded it, and
 * told from an image that somebody else loaded meanwhile: that one is neither entered nor unloaded.
 *
 * @param purpose what it is for
 * @param slot where the kernel keeps it
 * @param segments as they were handed over
 * @param loaded as the kernel described it after the load; empty if the load did not get so far
 */
public record OwnImage(
    Purpose purpose, ImageSlot slot, List<Segment> segments, Optional<KexecImage> loaded) {

  /** What an image is for. */
  public enum Purpose {
    /** To be entered again and again, until it is unloaded. */
    CAPTURE_KERNEL("the capture kernel", true),
    /** To be entered once, by the process that loaded it. */
    PROGRAM("a program for one jump", true),
    /** The entry of a peer, or a peer's way back: loaded right before each jump. */
    PEER("the way to or from a peer", true),
    /** The user's own, to be entered again and again, until it is unloaded. */
    PLAIN("an image of `kexshot load --preserve-context`", true),
    /** The user's own, which ends this system once it is entered. */
    RESTART("an image of `kexshot load`, which does not come back", false);

    private final String words;
    private final boolean preservesContext;

    Purpose(String words, boolean preservesContext) {
      this.words = words;
      this.preservesContext = preservesContext;
    }

    /** For messages. */
    public String inWords() {
      return words;
    }

    /** Whether a jump into such an image comes back. */
    public boolean preservesContext() {
      return preservesContext;
    }

    /** Whether the process that loaded it enters it, and nobody else does. */
    public boolean isForOneJump() {
      return this == PROGRAM || this == PEER;
    }

    /** Whether the user loaded it as it is, so that it stays until the user unloads it. */
    public boolean isPlain() {
      return this == PLAIN || this == RESTART;
    }
  }

  /** Whose image is loaded. */
  public enum Occupant {
    NONE,
    OWN,
    FOREIGN
  }

  private static final RunRecord RECORD = new RunRecord("image");
  private static final int EBUSY = 16;
  private static final Duration UNLOAD_PATIENCE = Duration.ofSeconds(2);
  private static final Duration UNLOAD_PAUSE = Duration.ofMillis(20);

  public OwnImage {
    segments = List.copyOf(segments);
  }

  /**
   * Loads an image in place of kexshot's own, if there is one.
   *
   * @param lock that nobody else of kexshot loads
   * @param entry physical address that the jump calls
   * @throws JumpException {@link Reason#FOREIGN_IMAGE} if another program's image is loaded
   * @throws SystemCallException if the kernel refuses
   */
  public static OwnImage load(
      JumpLock lock, ImageSlot slot, Purpose purpose, long entry, List<KexecSegment> segments)
      throws IOException {
    return lock.uncut(
        () -> {
          unload(lock);
          return load(slot, purpose, entry, segments);
        });
  }

  /** What an image is loaded for. */
  @FunctionalInterface
  public interface Use<T> {
    T of(OwnImage image) throws IOException;
  }

  /**
   * What came of an image's use.
   *
   * @param left why it could not be unloaded afterwards; empty if it was
   */
  public record Used<T>(T result, Optional<String> left) {}

  /**
   * Loads an image, uses it and unloads it, not to be cut in two by a signal. Whatever came of the
   * use, nothing is taken from it because the image cannot be unloaded: the next command that loads
   * or jumps finds it by its record, and does that.
   *
   * @throws JumpException as {@link #load} does, or {@link Reason#CANNOT_JUMP} if the kernel does
   *     not take the image
   */
  public static <T> Used<T> once(
      JumpLock lock,
      ImageSlot slot,
      Purpose purpose,
      long entry,
      List<KexecSegment> segments,
      Use<T> use)
      throws IOException {
    return lock.uncut(
        () -> {
          OwnImage image = take(lock, slot, purpose, entry, segments);
          T result;
          try {
            result = use.of(image);
          } catch (IOException | RuntimeException | Error e) {
            unloadIfPossible(lock);
            throw e;
          }
          return new Used<>(result, unloadIfPossible(lock));
        });
  }

  private static OwnImage take(
      JumpLock lock, ImageSlot slot, Purpose purpose, long entry, List<KexecSegment> segments)
      throws IOException {
    try {
      return load(lock, slot, purpose, entry, segments);
    } catch (SystemCallException e) {
      throw new JumpException(
          Reason.CANNOT_JUMP, e.getMessage() + "; `kexshot check` says what is missing", e);
    }
  }

  /** The kernel is busy while another program loads or unloads, which takes a moment. */
  private static Optional<String> unloadIfPossible(JumpLock lock) {
    long deadline = System.nanoTime() + UNLOAD_PATIENCE.toNanos();
    while (true) {
      try {
        unload(lock);
        return Optional.empty();
      } catch (IOException e) {
        if (e instanceof JumpException jump && jump.reason() == Reason.FOREIGN_IMAGE) {
          // Another program's image is in its place.
          return Optional.empty();
        }
        boolean busy = e instanceof SystemCallException call && call.errno() == EBUSY;
        if (!busy || System.nanoTime() > deadline) {
          return Optional.of(e.getMessage());
        }
        LockSupport.parkNanos(UNLOAD_PAUSE.toNanos());
      }
    }
  }

  private static OwnImage load(
      ImageSlot slot, Purpose purpose, long entry, List<KexecSegment> segments) throws IOException {
    OwnImage image =
        new OwnImage(purpose, slot, segments.stream().map(Segment::of).toList(), Optional.empty());
    RECORD.write(image.values());
    // The kernel replaces whatever is loaded, so that somebody else's load between the two ends
    // here; there is no call that would load only where nothing is.
    requireNone();
    try {
      SystemCalls.kexecLoad(entry, segments, purpose.preservesContext());
    } catch (SystemCallException e) {
      RECORD.delete();
      throw e;
    }
    return image.known();
  }

  /** With what the kernel says of it; where that cannot be read, it does not stay loaded. */
  private OwnImage known() throws IOException {
    try {
      OwnImage known = new OwnImage(purpose, slot, segments, Optional.of(requireLoaded()));
      RECORD.write(known.values());
      return known;
    } catch (JumpException another) {
      RECORD.delete();
      throw another;
    } catch (IOException e) {
      SystemCalls.kexecUnload();
      RECORD.delete();
      throw e;
    }
  }

  private static void requireNone() throws IOException {
    if (ImageSlot.isOccupied()) {
      throw foreign();
    }
  }

  /**
   * The image that is loaded now, if it is kexshot's own. One whose record is missing or damaged is
   * not known to be.
   */
  public static Optional<OwnImage> current() throws IOException {
    if (!ImageSlot.isOccupied()) {
      return Optional.empty();
    }
    Optional<OwnImage> recorded = RECORD.readAs(OwnImage::of);
    return recorded.isPresent() && recorded.get().isLoaded() ? recorded : Optional.empty();
  }

  /** Whose image is loaded. */
  public static Occupant occupant() throws IOException {
    if (!ImageSlot.isOccupied()) {
      return Occupant.NONE;
    }
    return current().isPresent() ? Occupant.OWN : Occupant.FOREIGN;
  }

  private boolean isLoaded() throws IOException {
    try (KernelCore kernel = KernelCore.open()) {
      return slot.read(kernel).filter(this::is).isPresent();
    }
  }

  /**
   * Makes sure that no other program's image is loaded.
   *
   * @throws JumpException {@link Reason#FOREIGN_IMAGE}
   */
  public static void requireNoForeign() throws IOException {
    if (occupant() == Occupant.FOREIGN) {
      throw foreign();
    }
  }

  /**
   * Makes sure that no image of kexshot's own is loaded for something else. One that was for one
   * jump, of a process that is gone, is nobody's.
   *
   * @param purpose of the image that is to be loaded or unloaded
   * @throws JumpException {@link Reason#FOREIGN_IMAGE}
   */
  public static void requireNoneBut(Purpose purpose) throws IOException {
    Optional<Purpose> loaded = current().map(OwnImage::purpose);
    if (loaded.isPresent()
        && loaded.get() != purpose
        && !loaded.get().isForOneJump()
        && !(loaded.get().isPlain() && purpose.isPlain())) {
      throw new JumpException(
          Reason.FOREIGN_IMAGE,
          "%s is loaded and was left alone; `kexshot unload` unloads it if nobody needs it"
              .formatted(loaded.get().inWords()));
    }
  }

  /**
   * Makes sure that a jump would enter this image.
   *
   * @return what the kernel says of it
   * @throws JumpException {@link Reason#FOREIGN_IMAGE} if another is loaded, {@link
   *     Reason#CANNOT_JUMP} if none is
   */
  public KexecImage requireLoaded() throws IOException {
    try (KernelCore kernel = KernelCore.open()) {
      KexecImage found =
          slot.read(kernel)
              .orElseThrow(
                  () ->
                      new JumpException(
                          Reason.CANNOT_JUMP,
                          "the kexec image was unloaded by another program; load it again"));
      if (!is(found)) {
        throw foreign();
      }
      return found;
    }
  }

  private static JumpException foreign() {
    return new JumpException(
        Reason.FOREIGN_IMAGE,
        "a kexec image is loaded that kexshot did not load or has no record of (kexec -l,"
            + " `systemctl kexec`): it was neither entered nor replaced; unload it with `kexec -u`"
            + " if nobody needs it");
  }

  /** Whether an image is this one. What is compared stays as it is from load to unload. */
  boolean is(KexecImage other) {
    return other.preservesContext() == purpose.preservesContext()
        && other.segments().equals(segments)
        && (loaded.isEmpty() || loaded.get().equals(other));
  }

  /**
   * Unloads kexshot's own image, if it is loaded, and forgets it.
   *
   * @throws JumpException {@link Reason#FOREIGN_IMAGE} if another program's is loaded, which is
   *     left alone; kexshot's own is gone then, too
   */
  public static void unload(JumpLock lock) throws IOException {
    lock.check();
    Occupant occupant = occupant();
    if (occupant == Occupant.OWN) {
      SystemCalls.kexecUnload();
    }
    RECORD.delete();
    if (occupant == Occupant.FOREIGN) {
      throw foreign();
    }
  }

  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("purpose", purpose.name());
    values.putAll(slot.values());
    values.put(
        "segments",
        segments.stream()
            .flatMap(
                segment ->
                    Stream.of(
                        segment.buffer(),
                        segment.bufferSize(),
                        segment.destination(),
                        segment.memorySize()))
            .map(Long::toHexString)
            .collect(Collectors.joining(",")));
    if (loaded.isPresent()) {
      values.put("address", Long.toHexString(loaded.get().address()));
      values.put("head", Long.toHexString(loaded.get().head()));
      values.put("control.page", Long.toHexString(loaded.get().controlPage()));
    }
    return values;
  }

  private static OwnImage of(Map<String, String> values) {
    long[] words =
        Stream.of(values.get("segments").split(","))
            .mapToLong(word -> Long.parseUnsignedLong(word, 16))
            .toArray();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < words.length; i += 4) {
      segments.add(new Segment(words[i], words[i + 1], words[i + 2], words[i + 3]));
    }
    Purpose purpose = Purpose.valueOf(values.get("purpose"));
    Optional<KexecImage> loaded =
        values.containsKey("address")
            ? Optional.of(
                new KexecImage(
                    number(values, "address"),
                    number(values, "head"),
                    number(values, "control.page"),
                    purpose.preservesContext(),
                    segments))
            : Optional.empty();
    return new OwnImage(purpose, ImageSlot.of(values), segments, loaded);
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseUnsignedLong(values.get(name), 16);
  }
}
