package org.kexshot.kexec;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one kexshot leaves for the next to know until the machine boots again: lines {@code
 * name=value} of a file in {@code /run/kexshot}. It appears whole or not at all.
 */
public final class RunRecord {
  private static final Path DIRECTORY = Path.of("/run/kexshot");

  private static final String UNFINISHED = ".unfinished";

  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_OF_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<Set<PosixFilePermission>> FILE_OF_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;

  public RunRecord(String name) {
    this.file = DIRECTORY.resolve(name);
  }

  /** A file in that directory, which is made where it is missing. */
  static Path file(String name) throws IOException {
    Files.createDirectories(DIRECTORY, DIRECTORY_OF_OWNER);
    return DIRECTORY.resolve(name);
  }

  /** Names of the records that begin so, in order. */
  public static List<String> names(String prefix) throws IOException {
    if (!Files.isDirectory(DIRECTORY)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && !name.endsWith(UNFINISHED))
          .sorted()
          .toList();
    }
  }

  /**
   * What it says; empty if there is no such record, or a damaged one, which tells nothing either.
   *
   * @param parse makes sense of names and values; throws where there is none in them
   */
  public <T> Optional<T> readAs(Function<Map<String, String>, T> parse) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException | CharacterCodingException e) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int equals = Math.max(0, line.indexOf('='));
      values.put(line.substring(0, equals), line.substring(Math.min(line.length(), equals + 1)));
    }
    try {
      return Optional.of(parse.apply(values));
    } catch (RuntimeException damaged) {
      return Optional.empty();
    }
  }

  /** Writes it in place of what there was. */
  public void write(Map<String, String> values) throws IOException {
    String text =
        values.entrySet().stream()
            .map(value -> value.getKey() + "=" + value.getValue() + "\n")
            .collect(Collectors.joining());
    Path unfinished = file(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    try (ByteChannel out =
        Files.newByteChannel(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            FILE_OF_OWNER)) {
      out.write(StandardCharsets.UTF_8.encode(text));
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
