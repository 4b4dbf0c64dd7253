package org.kexshot.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.SearchView;
import org.kexshot.index.SearchResult;
import org.kexshot.store.Repository;
import org.kexshot.store.Snapshot;
import org.kexshot.store.SnapshotSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Search all snapshots' metadata, processes, modules, sockets and log lines.",
      "All words must be found. Words can be parts of names, paths and addresses, in either case;"
          + " * and ? stand for any letters. Examples:",
      "  kexshot search nc",
      "  kexshot search module:dummy",
      "  kexshot search kind:socket port:8080",
      "  kexshot search label:before process:sleep",
      "  kexshot search 'log:\"out of memory\" OR log:oom*'",
      "Fields: kind, label, note, tag, host, kernel, snapshot, process, module, socket, sysctl, log,"
          + " pid, ppid, uid, value, name, command, state, protocol, local, remote, port, inode, level, id."
    })
final class SearchCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "QUERY", description = "What to look for.")
  private List<String> words;

  @Option(
      names = {"-s", "--snapshot"},
      paramLabel = "ID",
      description = "Look in this snapshot only.")
  private String within;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "Show so many of the best. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    Repository opened = repository.open();
    Optional<Snapshot> snapshot =
        within == null ? Optional.empty() : Optional.of(opened.find(within));
    String query = String.join(" ", words);
    SearchResult result = new SnapshotSearch(opened).search(query, snapshot, Math.max(1, limit));
    return output.show(new SearchView(query, result, opened.snapshots()));
  }
}
