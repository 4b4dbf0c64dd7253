package org.kexshot.cli.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The file of lines that were typed; none but its user may read it. */
final class HistoryFile {
  private static final FileAttribute<?> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWN_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private HistoryFile() {}

  /**
   * The file, made if it is missing: {@code kexshot/history} in {@code XDG_STATE_HOME}, or {@code
   * ~/.local/state}.
   */
  static Path make(Map<String, String> environment, String home) throws IOException {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    // As the XDG Base Directory Specification has it, a relative path is not heeded.
    Path base = state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state");
    Path directory = base.resolve("kexshot");
    Files.createDirectories(directory, OWN_DIRECTORY);
    Path file = directory.resolve("history");
    try {
      Files.createFile(file, OWN_FILE);
    } catch (FileAlreadyExistsException fromBefore) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    return file;
  }
}
