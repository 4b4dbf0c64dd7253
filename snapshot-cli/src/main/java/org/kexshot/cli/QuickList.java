package org.kexshot.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.cli.render.report.SnapshotListView;
import org.kexshot.store.Repository;
import org.kexshot.store.RepositoryLocation;
import org.kexshot.store.file.KeptText;

/**
 * {@code list} without a model of the command line, which takes longer than the list, and without
 * the repository where it was printed before and nothing changed since. Does what is asked for
 * most; whatever is out of the ordinary, other options, an encrypted repository, damage or none at
 * all, is left to {@link org.kexshot.cli.repository.ListCommand}, which says so.
 */
final class QuickList {
  private static final String COMMAND = "list";

  private QuickList() {}

  /** Prints the list, if it can; else prints nothing. */
  static boolean print(OutputStream out, String... args) {
    byte[] text;
    try {
      Optional<Path> directory = directory(args);
      if (directory.isEmpty() || Charset.defaultCharset() != StandardCharsets.UTF_8) {
        return false;
      }
      KeptText kept = new KeptText(directory.get());
      long now = System.currentTimeMillis();
      Optional<KeptText.State> state = kept.state();
      Optional<byte[]> printed = state.isEmpty() ? Optional.empty() : kept.read(state.get());
      text = printed.isPresent() ? printed.get() : list(directory.get(), state, now);
    } catch (IOException | RuntimeException unusual) {
      return false;
    }
    try {
      out.write(text);
    } catch (IOException told) {
      // the stream knows, and tells at the end
      return true;
    }
    return text.length > 0;
  }

  /** The list as it is printed, made of what the repository holds; empty if there is damage. */
  private static byte[] list(Path directory, Optional<KeptText.State> state, long now)
      throws IOException {
    Repository repository = Repository.open(directory);
    SnapshotListView view = SnapshotListView.of(repository.outlines());
    if (!view.problems().isEmpty()) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintWriter printer =
        PrintableWriter.printer(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    view.text(printer);
    printer.flush();
    if (state.isPresent()) {
      repository.keepList(state.get(), bytes.toByteArray(), now);
    }
    return bytes.toByteArray();
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
