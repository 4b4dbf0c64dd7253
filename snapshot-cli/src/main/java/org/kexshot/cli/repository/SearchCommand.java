package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.MemorySearchOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.report.SearchView;
import org.kexshot.index.SearchResult;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.pattern.BytePattern;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class SearchCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Search the metadata and kernel objects of all snapshots.",
          "All words must be found. Words can be parts of names, paths and addresses, in either case;"
              + " * and ? stand for any letters. Examples:",
          "  kexshot search nc",
          "  kexshot search module:dummy",
          "  kexshot search kind:socket port:8080",
          "  kexshot search label:before process:sleep",
          "  kexshot search 'log:\"out of memory\" OR log:oom*'",
          "Fields: " + String.join(", ", SnapshotSearch.fields()) + ".");

  private final Argument<List<String>> words =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .arity("0..*")
              .paramLabel("QUERY")
              .description("What to look for."));

  private final Argument<String> within =
      arguments.option(
          String.class,
          OptionSpec.builder("-s", "--snapshot")
              .paramLabel("ID")
              .description("Look in this snapshot only."));

  private final Argument<Integer> limit =
      arguments.option(
          Integer.class,
          OptionSpec.builder("-n", "--limit")
              .paramLabel("N")
              .converters(WholeNumber.from(1))
              .defaultValue("50")
              .description("Show so many of the best. Default: ${DEFAULT-VALUE}."));

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final MemorySearchOptions memory = new MemorySearchOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new SearchCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Optional<BytePattern> pattern = memory.pattern();
    if (pattern.isPresent()) {
      return new MemorySearchRun(arguments, repository, memory, output)
          .run(pattern.get(), images(), limit.value());
    }
    if (words.given().isEmpty()) {
      throw arguments.wrong("what to look for is missing: QUERY, --text, --regex or --bytes");
    }
    Repository opened = repository.open();
    Optional<Snapshot> snapshot =
        within.given().isPresent() ? Optional.of(opened.find(within.value())) : Optional.empty();
    String query = String.join(" ", words.value());
    SearchResult result =
        new SnapshotSearch(opened, new Notices(arguments.err()))
            .search(query, snapshot, limit.value());
    return output.show(new SearchView(query, result, opened.snapshots()));
  }

  private List<String> images() {
    List<String> images = new ArrayList<>(words.given().orElse(List.of()));
    within.given().ifPresent(images::add);
    return images;
  }
}
