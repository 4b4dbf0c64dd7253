package org.kexshot.cli.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.operation.Toolkit;

/** How {@code kexshot} is started once more, for a command in a process of its own. */
final class Launcher {
  private static final String MAIN = "org.kexshot.cli.Main";

  private Launcher() {}

  /** The command line of a process: the toolkit's launcher, or Java where there is none. */
  static List<String> words(List<String> command) {
    Path launcher = Toolkit.home().resolve("bin").resolve("kexshot");
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(launcher)) {
      words.add(launcher.toString());
    } else {
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.add("-cp");
      words.add(System.getProperty("java.class.path"));
      words.add(MAIN);
    }
    words.addAll(command);
    return words;
  }
}
