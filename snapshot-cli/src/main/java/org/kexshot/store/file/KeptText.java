package org.kexshot.store.file;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * The list of snapshots as it was printed last, kept in {@code cache/list}. It holds as long as
 * nothing came into the directory of manifests or went from it, which the time of the directory's
 * last change tells: that no program can set, and a copy of the repository has another.
 *
 * <pre>
 * state     lines of US-ASCII: "kexshot list 1", the user, when the program came where it lies, and
 *           for each of {@link #WATCHED} its device, inode, owner, and time of last change; an
 *           empty line
 * checksum  CRC-32 of the text, eight hexadecimal digits, and a line feed
 * text      UTF-8
 * </pre>
 *
 * A repository with notes, whose contents a list reads, is never kept, nor one that is encrypted.
 * All that is here loads hardly a class, for that is what a short command's time goes into:
 * therefore it knows no {@link RepositoryFiles}, has no lambda, and reads the old way.
 */
public final class KeptText {
  private static final String HEADER = "kexshot list 1\n";

  /**
   * What a list depends on: the root's entries, whose format it is, manifests; and what must not be
   * there.
   */
  private static final String[] WATCHED = {"", "format", "snapshots", "keys", "notes"};

  private static final String NAME = "list";
  private static final String CACHE = "cache";
  private static final String ATTRIBUTES = "unix:dev,ino,uid,ctime,mode";
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int CHECKSUM = 9;

  /**
   * In that time two changes may be told the same time of change; more than any local file system's
   * clock needs.
   */
  private static final long UNSURE_MILLIS = 2_000;

  private final Path root;

  public KeptText(Path root) {
    this.root = root;
  }

  /**
   * What the list depends on, as it is now; to be asked before it is made.
   *
   * @param text compared with what was kept
   * @param changed when the last of it changed, in milliseconds since 1970
   */
  public record State(String text, long changed) {}

  /** The state of now; empty if no list of this repository is kept. */
  public Optional<State> state() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    text.append(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).append('\n');
    text.append(program().to(TimeUnit.NANOSECONDS)).append('\n');
    long changed = 0;
    for (String name : WATCHED) {
      Map<String, Object> found;
      try {
        found = attributes(root.resolve(name), name.isEmpty());
      } catch (NoSuchFileException missing) {
        text.append("-\n");
        continue;
      }
      if (name.equals("notes") || name.equals("keys")) {
        return Optional.empty();
      }
      FileTime change = (FileTime) found.get("ctime");
      changed = Math.max(changed, change.toMillis());
      text.append(found.get("dev"))
          .append(' ')
          .append(found.get("ino"))
          .append(' ')
          .append(found.get("uid"))
          .append(' ')
          .append(change.to(TimeUnit.NANOSECONDS))
          .append('\n');
    }
    return Optional.of(new State(text.append('\n').toString(), changed));
  }

  /** Another build prints another list: when what is run last came where it lies. */
  private static FileTime program() throws IOException {
    String classes = System.getProperty("java.class.path");
    int end = classes.indexOf(File.pathSeparatorChar);
    return (FileTime)
        Files.getAttribute(Path.of(end < 0 ? classes : classes.substring(0, end)), "unix:ctime");
  }

  private static Map<String, Object> attributes(Path path, boolean followsLinks)
      throws IOException {
    return followsLinks
        ? Files.readAttributes(path, ATTRIBUTES)
        : Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  /** The text that was kept in a state; empty if there is none, or it is damaged. */
  public Optional<byte[]> read(State state) throws IOException {
    Path cache = root.resolve(CACHE);
    Path file = cache.resolve(NAME);
    byte[] all;
    try {
      if (!isOwn(cache, DIRECTORY, state) || !isOwn(file, REGULAR, state)) {
        return Optional.empty();
      }
      try (FileInputStream in = new FileInputStream(file.toString())) {
        all = in.readAllBytes();
      }
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    byte[] expected = state.text.getBytes(StandardCharsets.US_ASCII);
    int start = expected.length + CHECKSUM;
    if (all.length < start
        || !Arrays.equals(all, 0, expected.length, expected, 0, expected.length)) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(all, start, all.length);
    byte[] checksum = checksum(text);
    return Arrays.equals(all, expected.length, start, checksum, 0, CHECKSUM)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Whether a path is of that type, and the user's or root's. */
  private static boolean isOwn(Path path, int type, State state) throws IOException {
    Map<String, Object> found = attributes(path, false);
    int owner = (int) found.get("uid");
    String self = HEADER.concat(Integer.toString(owner)).concat("\n");
    return (owner == 0 || state.text.startsWith(self)) && ((int) found.get("mode") & TYPE) == type;
  }

  private static byte[] checksum(byte[] text) {
    CRC32 crc = new CRC32();
    crc.update(text, 0, text.length);
    String digits = Long.toHexString(crc.getValue() | 1L << 32).substring(1);
    return digits.concat("\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Keeps a text, or leaves what was there: who may only read the repository lists it, too.
   *
   * @param files the repository's
   * @param state from before the text was made
   * @param now milliseconds since 1970; shortly after a change nothing is kept, for what came in
   *     the same moment would not be noticed
   */
  public static void keep(RepositoryFiles files, State state, byte[] text, long now) {
    if (now - state.changed < UNSURE_MILLIS) {
      return;
    }
    byte[] header = state.text.getBytes(StandardCharsets.US_ASCII);
    try {
      files.makeDirectory(files.layout().cache());
      try (NewFile file = files.create(NAME)) {
        file.write(ByteBuffer.wrap(header));
        file.write(ByteBuffer.wrap(checksum(text)));
        file.write(ByteBuffer.wrap(text));
        file.commit(files.layout().cache().resolve(NAME));
      }
    } catch (IOException notKept) {
      return;
    }
  }
}
