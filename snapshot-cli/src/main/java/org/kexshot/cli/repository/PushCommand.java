package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.argument.search.ServerOptions;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.search.PushView;
import org.kexshot.fleet.PushResult;
import org.kexshot.fleet.ServerAccess;
import org.kexshot.fleet.StringPushResult;
import org.kexshot.operation.fleet.FleetPush;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PushCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Send the kernel objects of snapshots to an OpenSearch server, to search many machines'"
              + " together.",
          "Afterwards the server has of this repository what it has now: objects that it has"
              + " already are not sent again, those of forgotten snapshots are removed. If it is"
              + " interrupted, the next push goes on. Objects hold names, arguments and addresses;"
              + " of memory itself nothing is sent without --strings.");

  private final Argument<String> server =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("0")
              .paramLabel("URL")
              .description("The server, e.g. https://search.example:9200."));

  private final Argument<List<String>> snapshots =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .index("1..*")
              .arity("0..*")
              .paramLabel("ID")
              .description(
                  "Send these snapshots only, besides what is there already, and remove nothing."));

  private final ServerOptions access = new ServerOptions(arguments);

  private final Argument<String> name =
      arguments.option(
          String.class,
          OptionSpec.builder("--as")
              .paramLabel("NAME")
              .description(
                  "By what the server knows this repository from others. Default: a hash of the"
                      + " machine's id and the repository's directory."));

  private final Argument<Integer> shards =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--shards")
              .paramLabel("N")
              .converters(WholeNumber.from(1))
              .defaultValue("1")
              .description(
                  "Divide the server's index so if it is made now; see docs/fleet.md. Default:"
                      + " ${DEFAULT-VALUE}."));

  private final Argument<Boolean> strings =
      arguments.flag(
          "--strings",
          "Send the strings in the pages of memory, too: passwords, keys and letters are among"
              + " them. See docs/fleet.md.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final ProgressOption progress = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PushCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    FleetPush push = new FleetPush(repository.open(), new Notices(arguments.err()));
    ServerAccess there = access.access(server.value());
    PushResult objects = objects(push, there);
    return output.show(
        new PushView(
            objects, strings.value() ? Optional.of(strings(push, there)) : Optional.empty()));
  }

  private PushResult objects(FleetPush push, ServerAccess there) throws IOException {
    try (ProgressLine line = progress.begin("Sending objects")) {
      return push.push(there, name.given(), only(), shards.value(), line::objects);
    }
  }

  private StringPushResult strings(FleetPush push, ServerAccess there) throws IOException {
    try (ProgressLine line = progress.begin("Sending strings")) {
      return push.pushStrings(there, name.given(), only(), shards.value(), line::pages);
    }
  }

  private List<String> only() {
    return snapshots.given().orElse(List.of());
  }
}
