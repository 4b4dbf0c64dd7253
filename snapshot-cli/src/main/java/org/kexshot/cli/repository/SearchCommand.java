package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.search.MemoryQuestion;
import org.kexshot.cli.argument.search.MemorySearchOptions;
import org.kexshot.cli.argument.search.SearchOptions;
import org.kexshot.cli.argument.search.ServerOptions;
import org.kexshot.cli.render.search.Highlighter;
import org.kexshot.cli.render.search.SearchView;
import org.kexshot.cli.render.search.StringSearchView;
import org.kexshot.fleet.StringRequest;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.operation.fleet.ServerSearch;
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
          "All words must be found. Words can be parts of names, paths and addresses, in either"
              + " case; * and ? stand for any letters, \"…\" for words in a row, - or NOT for what"
              + " must not be found; OR and parentheses join. An object is found once, with all"
              + " snapshots of its boot that show it. Examples:");

  private final Argument<List<String>> words =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .arity("0..*")
              .paramLabel("QUERY")
              .description("What to look for."));

  private final SearchOptions search = new SearchOptions(arguments);

  private final Argument<String> server =
      arguments.option(
          String.class,
          OptionSpec.builder("--server")
              .paramLabel("URL")
              .description(
                  "Search what kexshot index push sent to this OpenSearch server, of all machines;"
                      + " machine:NAME is of one."));

  private final ServerOptions access = new ServerOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final MemorySearchOptions memory = new MemorySearchOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new SearchCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Optional<MemoryQuestion> question = memory.question();
    if (server.given().isPresent() && question.isPresent()) {
      throw arguments.wrong(
          "--text, --regex, --bytes: in memory of this machine alone; a server is asked by"
              + " 'text:\"WORDS\"'");
    }
    if (server.given().isEmpty() && access.areGiven()) {
      throw arguments.wrong("--user, --password-file, --ca: with --server alone");
    }
    if (question.isPresent()) {
      return inMemory(question.get(), images());
    }
    if (words.given().isEmpty()) {
      throw arguments.wrong("what to look for is missing: QUERY, --text, --regex or --bytes");
    }
    String query = String.join(" ", words.value());
    if (server.given().isPresent()) {
      return onServer(query);
    }
    Optional<MemoryQuery> ofMemory = SearchRequest.ofMemory(query);
    return ofMemory.isPresent() ? inMemory(ofMemory.get()) : inObjects(query);
  }

  private int inMemory(MemoryQuery query) throws IOException {
    if (!query.machines().isEmpty()) {
      throw arguments.wrong("machine: of many machines a server is asked: --server URL");
    }
    List<String> named = new ArrayList<>();
    query.snapshot().ifPresent(named::add);
    search.within().ifPresent(named::add);
    return inMemory(memory.question(query), named);
  }

  private int inMemory(MemoryQuestion question, List<String> named) throws IOException {
    search.requireNoneOfObjects();
    return new MemorySearchRun(arguments, repository, memory, output)
        .run(question, named, search.limit());
  }

  private int inObjects(String query) throws IOException {
    Repository opened = repository.open();
    Optional<String> within =
        search.within().isPresent()
            ? Optional.of(opened.find(search.within().get())).map(Snapshot::id)
            : Optional.empty();
    return output.show(
        new SearchView(
            query,
            new SnapshotSearch(opened, new Notices(arguments.err()))
                .search(search.request(query, within)),
            Highlighter.ofTerminal()));
  }

  private int onServer(String query) throws IOException {
    Optional<MemoryQuery> ofMemory = SearchRequest.ofMemory(query);
    return ofMemory.isPresent() ? onServer(query, ofMemory.get()) : objectsOnServer(query);
  }

  private int onServer(String query, MemoryQuery ofMemory) throws IOException {
    StringRequest request =
        new StringRequest(
            ofMemory,
            memory.question(ofMemory).pattern(),
            search.limit(),
            memory.context(),
            search.placeInStrings());
    return output.show(
        new StringSearchView(
            query,
            ofMemory.text(),
            memory.ignoresCase(),
            ServerSearch.search(access.access(server.value()), request),
            Highlighter.ofTerminal()));
  }

  private int objectsOnServer(String query) throws IOException {
    return output.show(
        new SearchView(
            query,
            ServerSearch.search(
                access.access(server.value()), search.request(query, search.within())),
            Highlighter.ofTerminal()));
  }

  private List<String> images() {
    List<String> images = new ArrayList<>(words.given().orElse(List.of()));
    search.within().ifPresent(images::add);
    return images;
  }
}
