package org.kexshot.cli.shell;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Where the output of a line goes: to the shell's own, to a file, or to programs that another shell
 * starts. Files that are made are the user's alone, for memory is in them.
 */
final class Destination implements Closeable {
  private final OutputStream standard;
  private final Optional<ShellLine.Target> target;
  private final Optional<ProcessBuilder> programs;
  private Optional<Process> started = Optional.empty();
  private Optional<OutputStream> opened = Optional.empty();

  /**
   * @param standard the shell's own output, which is never closed
   */
  Destination(ShellLine line, OutputStream standard) {
    this.standard = standard;
    target = line.target();
    programs = line.programs().map(Destination::shell);
  }

  private static ProcessBuilder shell(String programs) {
    return new ProcessBuilder("/bin/sh", "-c", "umask 077\n" + programs)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Whether programs read it. */
  boolean isPrograms() {
    return programs.isPresent();
  }

  /** For a command of this process. */
  OutputStream open() throws IOException {
    if (target.isEmpty() && programs.isEmpty()) {
      return standard;
    }
    if (programs.isPresent()) {
      Process process = programs.get().start();
      started = Optional.of(process);
      opened = Optional.of(process.getOutputStream());
    } else {
      opened = Optional.of(openFile());
    }
    return opened.get();
  }

  private OutputStream openFile() throws IOException {
    StandardOpenOption mode =
        target.get().append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    return Files.newOutputStream(make(), StandardOpenOption.WRITE, mode);
  }

  /** The file, which is made if there is none. */
  private Path make() throws IOException {
    Path file = Path.of(target.get().file());
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException thereAlready) {
      return file;
    }
    return file;
  }

  /**
   * Runs a command of another process.
   *
   * @param input where its input comes from
   * @return its exit code, or where that is 0 that of the programs behind it
   */
  int run(List<String> words, ProcessBuilder.Redirect input)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(words)
            .redirectInput(input)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    if (target.isPresent()) {
      Path file = make();
      command.redirectOutput(
          target.get().append()
              ? ProcessBuilder.Redirect.appendTo(file.toFile())
              : ProcessBuilder.Redirect.to(file.toFile()));
    }
    if (programs.isEmpty()) {
      return command.start().waitFor();
    }
    command.redirectOutput(ProcessBuilder.Redirect.PIPE);
    List<Process> both = ProcessBuilder.startPipeline(List.of(command, programs.get()));
    int behind = both.get(1).waitFor();
    int code = both.get(0).waitFor();
    return code == 0 ? behind : code;
  }

  /**
   * Ends what was opened, and waits for the programs.
   *
   * @param code of the command
   * @return it, or where it is 0 that of the programs behind it
   */
  int finish(int code) throws IOException, InterruptedException {
    close();
    int behind = started.isPresent() ? started.get().waitFor() : 0;
    return code == 0 ? behind : code;
  }

  /** Programs that ended early, as {@code head} does, have got what they wanted. */
  @Override
  public void close() throws IOException {
    try {
      if (opened.isPresent()) {
        opened.get().close();
      } else {
        standard.flush();
      }
    } catch (IOException e) {
      if (started.isEmpty()) {
        throw e;
      }
    }
  }
}
