package org.kexshot.cli.argument;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.cli.render.Text;
import org.kexshot.operation.Image;
import org.kexshot.store.Repository;
import org.kexshot.vmcoreinfo.Vmcoreinfo;
import picocli.CommandLine.ParseResult;

/**
 * What a command uses and finds on its way, a line each on standard error, if that is asked for.
 */
public final class Details implements Consumer<String> {
  /** The option that asks for it. */
  public static final String OPTION = "--verbose";

  private final boolean wanted;
  private final PrintWriter err;

  Details(boolean wanted, PrintWriter err) {
    this.wanted = wanted;
    this.err = err;
  }

  /** Whether the user asked for details, before or after a subcommand's name. */
  public static boolean areWanted(ParseResult parsed) {
    return parsed != null
        && (parsed.hasMatchedOption(OPTION)
            || parsed.subcommands().stream().anyMatch(Details::areWanted));
  }

  @Override
  public void accept(String line) {
    if (wanted) {
      new Notices(err).accept(PrintableWriter.line(line));
    }
  }

  /** What a repository is. */
  void of(Repository repository) {
    if (wanted) {
      accept(
          "repository %s%s"
              .formatted(
                  repository.directory(),
                  repository.sealingKey().isPresent() ? ", encrypted" : ""));
    }
  }

  /** What an image is. */
  void of(Image image) {
    if (wanted) {
      accept(
          "image %s: %s%s, %s of RAM, %s kept"
              .formatted(
                  image.name(),
                  image.dump().architecture().machine(),
                  image
                      .dump()
                      .vmcoreinfo()
                      .flatMap(Vmcoreinfo::osRelease)
                      .map(" with Linux "::concat)
                      .orElse(""),
                  Text.pages(image.physical().ramFrames().count()),
                  Text.count(image.physical().presentFrames().count(), "page")));
    }
  }
}
