package org.kexshot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Details;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.report.LicencesView;
import org.kexshot.operation.Toolkit;
import org.kexshot.parts.PartList;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** {@code kexshot} without a subcommand: its options, which say what it is. */
final class TopCommand implements Callable<Integer> {
  private final CommandSpec command = CommandSpec.wrapWithoutInspection(this);

  private final OptionSpec licences =
      OptionSpec.builder("--licences")
          .type(boolean.class)
          .description("List the parts that kexshot is made of, with their licences, and exit.")
          .build();

  private TopCommand() {
    command.name("kexshot").version(Main.VERSION);
    command
        .usageMessage()
        .description("Whole-machine memory snapshots by kexec jump, and what changed between them.")
        .synopsisSubcommandLabel("COMMAND");
    command.addOption(
        OptionSpec.builder(Main.HELP_OPTIONS.toArray(String[]::new))
            .usageHelp(true)
            .scopeType(ScopeType.INHERIT)
            .description("Show this help message and exit.")
            .build());
    command.addOption(
        OptionSpec.builder(Main.VERSION_OPTIONS.toArray(String[]::new))
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
    command.addOption(licences);
    command.addOption(
        OptionSpec.builder(Details.OPTION)
            .type(boolean.class)
            .scopeType(ScopeType.INHERIT)
            .description(
                "Say on standard error what is used and found, and at the end what it took.")
            .build());
    command.addOption(
        OptionSpec.builder(Main.DEBUG)
            .type(boolean.class)
            .scopeType(ScopeType.INHERIT)
            .description("Print the stack of a failure; KEXSHOT_DEBUG=1 does the same.")
            .build());
  }

  /** Declares it, without any subcommand. */
  static CommandSpec spec() {
    return new TopCommand().command;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command.commandLine().getOut();
    if (command.commandLine().getParseResult().hasMatchedOption(licences)) {
      new LicencesView(PartList.of(Toolkit.home())).text(out);
      out.flush();
    } else {
      command.commandLine().usage(out);
    }
    return ExitCode.OK.number();
  }
}
