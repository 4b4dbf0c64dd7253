package org.kexshot.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code kexshot} command. */
@Command(
    name = "kexshot",
    mixinStandardHelpOptions = true,
    version = "kexshot 0.1.0",
    description = "Whole-machine memory snapshots by kexec jump, and what changed between them.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n")
public final class Main implements Runnable {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack of a failure; KEXSHOT_DEBUG=1 does the same.")
  private boolean debug;

  private CommandLine self;

  /** Ends the process with an {@link ExitCode}, or with a command's own that {@code run} ran. */
  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /** The command line, with the one subcommand that {@code args} name or else with all. */
  static CommandLine commandLine(String... args) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    main.self = line;
    if (args.length > 0 && Commands.names().contains(args[0])) {
      line.addSubcommand(args[0], Commands.named(args[0]));
    } else {
      Commands.names().forEach(name -> line.addSubcommand(name, Commands.named(name)));
      line.getCommandSpec().usageMessage().exitCodeList(exitCodes());
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    boolean debug =
        Arrays.asList(args).contains("--debug") || System.getenv("KEXSHOT_DEBUG") != null;
    line.setExecutionExceptionHandler(new FailureReport(debug));
    return line;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.number()), code.meaning());
    }
    return codes;
  }

  @Override
  public void run() {
    self.usage(self.getOut());
  }
}
