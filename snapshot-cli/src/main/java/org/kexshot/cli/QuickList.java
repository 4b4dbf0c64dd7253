package org.kexshot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.cli.render.report.SnapshotListView;
import org.kexshot.store.Repository;
import org.kexshot.store.RepositoryLocation;

/**
 * {@code list} without a model of the command line, which takes longer than the list. Does what is
 * asked for most; whatever is out of the ordinary, other options, an encrypted repository, damage
 * or none at all, is left to {@link org.kexshot.cli.repository.ListCommand}, which says so.
 */
final class QuickList {
  private static final String COMMAND = "list";

  private QuickList() {}

  /** Prints the list, if it can; else prints nothing. */
  static boolean print(PrintWriter out, String... args) {
    try {
      Optional<Path> directory = directory(args);
      if (directory.isEmpty()) {
        return false;
      }
      SnapshotListView view = SnapshotListView.of(Repository.open(directory.get()).outlines());
      if (!view.problems().isEmpty()) {
        return false;
      }
      view.text(out);
      return true;
    } catch (IOException | RuntimeException unusual) {
      return false;
    }
  }

  /** Of a command line that asks for a list and nothing else. */
  private static Optional<Path> directory(String... args) throws IOException {
    if (args.length == 0 || !args[0].equals(COMMAND)) {
      return Optional.empty();
    }
    if (args.length == 1) {
      return Optional.of(
          RepositoryLocation.standard(
              System.getenv(), System.getProperty("user.name"), System.getProperty("user.home")));
    }
    boolean isNamed = args[1].equals("-r") || args[1].equals("--repository");
    return args.length == 3 && isNamed && isPlain(args[2])
        ? Optional.of(Path.of(args[2]))
        : Optional.empty();
  }

  /** What begins otherwise may mean something else on a command line. */
  private static boolean isPlain(String value) {
    return !value.isEmpty()
        && (Character.isLetterOrDigit(value.charAt(0)) || "./~_".indexOf(value.charAt(0)) >= 0);
  }
}
