package org.kexshot.store.fact;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.kexshot.store.file.Sha256;

/**
 * A build of a program, by a hash over the directories of its jars. Those have the name, length and
 * CRC-32 of each class, so that a program in which any class differs is another one, whether or not
 * somebody thought of saying so.
 *
 * @param hash SHA-256 in lower-case hexadecimal
 */
public record Program(String hash) {
  /** Bytes of {@link #digest}. */
  static final int LENGTH = Sha256.LENGTH;

  /** Stands for no program. */
  static final Program NONE = new Program("0".repeat(2 * LENGTH));

  /** The end record of a jar without a comment. */
  private static final int END_LENGTH = 22;

  private static final int END_SIGNATURE = 0x06054b50;

  byte[] digest() {
    return HexFormat.of().parseHex(hash);
  }

  /**
   * The program that classes belong to. Cost: reads some hundred kilobytes.
   *
   * @param classes one of each jar that matters
   * @return empty if one is in no jar, so that nothing tells one build from another
   */
  public static Optional<Program> of(Class<?>... classes) {
    MessageDigest digest = Sha256.digest();
    try {
      for (Class<?> each : classes) {
        CodeSource source = each.getProtectionDomain().getCodeSource();
        if (source == null || !Files.isRegularFile(Path.of(source.getLocation().toURI()))) {
          return Optional.empty();
        }
        digest.update(directory(Path.of(source.getLocation().toURI())));
      }
    } catch (IOException | URISyntaxException untold) {
      return Optional.empty();
    }
    return Optional.of(new Program(HexFormat.of().formatHex(digest.digest())));
  }

  /** A jar's central directory with its end record (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16). */
  private static byte[] directory(Path jar) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      file.seek(file.length() - END_LENGTH);
      if (Integer.reverseBytes(file.readInt()) != END_SIGNATURE) {
        throw new IOException("%s: does not end as a jar without a comment does".formatted(jar));
      }
      file.seek(file.length() - 6);
      long start = Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
      byte[] directory = new byte[Math.toIntExact(file.length() - start)];
      file.seek(start);
      file.readFully(directory);
      return directory;
    }
  }
}
