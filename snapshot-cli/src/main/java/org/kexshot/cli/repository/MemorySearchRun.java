package org.kexshot.cli.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.search.MemoryQuestion;
import org.kexshot.cli.argument.search.MemorySearchOptions;
import org.kexshot.cli.render.search.Highlighter;
import org.kexshot.cli.render.search.MemorySearchView;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.operation.Image;
import org.kexshot.operation.search.MemorySearch;
import org.kexshot.operation.search.MemorySearchResult;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;

/** The part of {@code search} that looks in memory itself. */
final class MemorySearchRun {
  private final Arguments arguments;
  private final RepositoryOption repository;
  private final MemorySearchOptions options;
  private final OutputOptions output;

  MemorySearchRun(
      Arguments arguments,
      RepositoryOption repository,
      MemorySearchOptions options,
      OutputOptions output) {
    this.arguments = arguments;
    this.repository = repository;
    this.options = options;
    this.output = output;
  }

  /**
   * Searches.
   *
   * @param named the images to look in: none, or one
   */
  int run(MemoryQuestion question, List<String> named, int limit) throws IOException {
    if (named.size() > 1) {
      throw arguments.wrong("memory is searched in one image, or in all snapshots");
    }
    if (named.isEmpty()) {
      return ofRepository(repository.open(), question, limit);
    }
    Path path = Path.of(named.get(0));
    if (Files.isDirectory(path)) {
      return ofRepository(repository.open(path), question, limit);
    }
    Image image = Image.open(named.get(0), repository::open, DebugFiles.NONE);
    if (image.snapshot().isEmpty()) {
      try (MemorySearch search = MemorySearch.of(image, named.get(0), notices())) {
        return show(search, question, limit, List.of(), Optional.empty());
      }
    }
    image.close();
    Repository holder = image.repository().orElseThrow();
    return ofSnapshots(holder, List.of(image.snapshot().get()), question, limit);
  }

  private int ofRepository(Repository opened, MemoryQuestion question, int limit)
      throws IOException {
    return ofSnapshots(opened, opened.snapshots(), question, limit);
  }

  private int ofSnapshots(
      Repository opened, List<Snapshot> snapshots, MemoryQuestion question, int limit)
      throws IOException {
    try (MemorySearch search = MemorySearch.of(opened, snapshots, options.index(), notices())) {
      return show(search, question, limit, snapshots, Optional.of(opened.directory()));
    }
  }

  private Notices notices() {
    return new Notices(arguments.err());
  }

  private int show(
      MemorySearch search,
      MemoryQuestion question,
      int limit,
      List<Snapshot> snapshots,
      Optional<Path> directory)
      throws IOException {
    MemorySearchResult result =
        search.find(
            question.pattern(), limit, options.context(), options.owners(), question.whose());
    return output.show(
        new MemorySearchView(
            question.given(), result, snapshots, directory, Highlighter.ofTerminal()));
  }
}
