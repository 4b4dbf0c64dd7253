package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeyOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.KeysView;
import org.kexshot.store.Repository;
import org.kexshot.store.RepositoryKeys;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Commands about the keys of an encrypted repository. */
public final class KeyCommands {
  private KeyCommands() {}

  /** {@code key add}. */
  public static CommandSpec add() {
    return new Add().arguments.spec();
  }

  /** {@code key remove}. */
  public static CommandSpec remove() {
    return new Remove().arguments.spec();
  }

  /** {@code key list}. */
  public static CommandSpec list() {
    return new Listing().arguments.spec();
  }

  private static final class Add implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(
            this,
            "Have another passphrase or key file open an encrypted repository.",
            "One that opens it already is needed. Nothing that is stored is changed.");
    private final KeyOptions added = KeyOptions.ofNew(arguments);
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final WaitOption wait = new WaitOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      Repository opened = repository.open();
      RepositoryKeys keys = opened.keys();
      return output.show(
          new KeysView(List.of(keys.add(added.newSecret(opened.directory()), wait.patience()))));
    }
  }

  private static final class Remove implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(
            this,
            "Remove a key of an encrypted repository; the last one stays.",
            "Whoever has a copy of its file and knows its secret can read the repository still.");
    private final Argument<String> id =
        arguments.parameter(
            String.class,
            PositionalParamSpec.builder()
                .index("0")
                .paramLabel("ID")
                .description("The key, as `key list` shows it."));
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final WaitOption wait = new WaitOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      RepositoryKeys keys = repository.open().keys();
      keys.remove(id.value(), wait.patience());
      return output.show(new KeysView(keys.list()));
    }
  }

  private static final class Listing implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(this, "List the keys of an encrypted repository; none is needed for it.");
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      RepositoryKeys keys = RepositoryKeys.of(repository.directory());
      keys.problems().forEach(new Notices(arguments.err()));
      return output.show(new KeysView(keys.list()));
    }
  }
}
