package org.kexshot.cli.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeepClockOption;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.peer.CrossingsView;
import org.kexshot.operation.PeerStart;
import org.kexshot.peer.PeerPlan;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PeerStartCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Boot a second system beside this one, in memory of its own.",
          "Ends when the peer has come back. This system is lost if the peer panics, hangs, or has"
              + " no `kexshot peer back` to run: docs/peers.md tells what a peer needs.");

  private final Argument<String> name =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder().paramLabel("NAME").description("What to call it."));

  private final Argument<Path> kernel =
      arguments.option(
          Path.class,
          OptionSpec.builder("--kernel")
              .paramLabel("BZIMAGE")
              .required(true)
              .description("The peer's kernel; one that can jump (CONFIG_KEXEC_JUMP)."));

  private final Argument<Path> initrd =
      arguments.option(
          Path.class,
          OptionSpec.builder("--initrd")
              .paramLabel("FILE")
              .required(true)
              .description("The peer's initial file system."));

  private final Argument<String> append =
      arguments.option(
          String.class,
          OptionSpec.builder("--append")
              .paramLabel("WORDS")
              .defaultValue("")
              .description("More words for its kernel's command line."));

  private final Argument<Integer> memory =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--memory")
              .paramLabel("MIB")
              .converters(WholeNumber.from(1))
              .defaultValue(Long.toString(PeerStart.USUAL_MEMORY >> 20))
              .description("Memory that it gets. Default: ${DEFAULT-VALUE} MiB."));

  private final Argument<List<String>> disks =
      arguments.options(
          String.class,
          OptionSpec.builder("--disk")
              .paramLabel("DEV")
              .description(
                  "A disk or partition that it may use, and this system does not. Others are kept from it. May be"
                      + " repeated."));

  private final Argument<List<String>> networks =
      arguments.options(
          String.class,
          OptionSpec.builder("--network")
              .paramLabel("INTERFACE")
              .description(
                  "A network interface of this system that it may use while it runs. May be repeated."));

  private final Argument<Boolean> keepClock = KeepClockOption.of(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PeerStartCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    PeerPlan plan =
        new PeerPlan(
            name.value(),
            kernel.value(),
            initrd.value(),
            append.value(),
            (long) memory.value() << 20,
            disks.given().orElse(List.of()),
            networks.given().orElse(List.of()));
    return output.show(
        new CrossingsView(
            List.of(
                new PeerStart(plan, keepClock.value(), wait.patience())
                    .start(new Notices(arguments.err())))));
  }
}
