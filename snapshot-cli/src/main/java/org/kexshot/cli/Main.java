package org.kexshot.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.cli.argument.Details;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.failure.ArgumentReport;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.failure.FailureReport;
import org.kexshot.cli.failure.WatchedOutput;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.cli.repository.SearchHelp;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code kexshot} command. */
public final class Main {
  static final String VERSION = "kexshot 0.1.0";
  static final String DEBUG = "--debug";
  static final List<String> VERSION_OPTIONS = List.of("-V", "--version");
  static final List<String> HELP_OPTIONS = List.of("-h", "--help");

  private Main() {}

  /** Ends the process with an {@link ExitCode}, or with a command's own that {@code run} ran. */
  public static void main(String[] args) {
    WatchedOutput watched = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = PrintableWriter.printer(new OutputStreamWriter(watched));
    PrintWriter err = PrintableWriter.printer(new PrintWriter(System.err, true));
    int exitCode = run(watched, out, err, args);
    out.flush();
    System.exit(watched.exitCode(exitCode, err));
  }

  /**
   * Version, list of commands and list of snapshots are told without a model of all commands, which
   * takes longer than the rest.
   */
  private static int run(WatchedOutput watched, PrintWriter out, PrintWriter err, String... given) {
    String[] args = withHelpAsked(given);
    if (args.length == 1 && VERSION_OPTIONS.contains(args[0])) {
      out.println(VERSION);
      return ExitCode.OK.number();
    }
    if (args.length == 0 || args.length == 1 && HELP_OPTIONS.contains(args[0])) {
      out.print(HelpText.read());
      return ExitCode.OK.number();
    }
    if (QuickList.print(watched, args)) {
      return ExitCode.OK.number();
    }
    CommandLine line = commandLine(args);
    line.setOut(out).setErr(err);
    int exitCode = execute(line, args);
    if (Details.areWanted(line.getParseResult())) {
      new Notices(err).accept(ProcessReport.line());
    }
    return exitCode;
  }

  /** {@code help} of a command for its option {@code --help}, as in the shell. */
  static String[] withHelpAsked(String... args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
    asked[asked.length - 1] = "--help";
    return asked;
  }

  /** Runs a command; what the virtual machine lacks ends it with one line too. */
  static int execute(CommandLine line, String... args) {
    try {
      return line.execute(args);
    } catch (OutOfMemoryError | StackOverflowError | InternalError e) {
      return new FailureReport(isDebugging(args)).report(e, line.getErr());
    }
  }

  /** The command line, with the one subcommand that {@code args} name or else with all. */
  static CommandLine commandLine(String... args) {
    Optional<CommandSpec> asked = args.length > 0 ? Commands.named(args[0]) : Optional.empty();
    return commandLine(asked, CommandLine.defaultFactory(), args);
  }

  /**
   * The same with a subcommand that is declared already.
   *
   * @param asked what the first of {@code args} names; empty for all subcommands
   * @param factory in which commands find what they are lent
   */
  static CommandLine commandLine(Optional<CommandSpec> asked, IFactory factory, String... args) {
    CommandSpec kexshot = TopCommand.spec();
    CommandLine line = new CommandLine(kexshot, factory);
    if (asked.isPresent()) {
      if (HELP_OPTIONS.stream().anyMatch(List.of(args)::contains)) {
        describe(Map.of(args[0], asked.get()));
      }
      line.addSubcommand(args[0], asked.get());
    } else {
      Map<String, CommandSpec> all = new LinkedHashMap<>();
      Commands.names().forEach(name -> all.put(name, Commands.named(name).orElseThrow()));
      describe(all);
      // A reference to the method links picocli's class when classes are archived, and one as old
      // as that is left out then.
      all.forEach((name, command) -> line.addSubcommand(name, command));
      kexshot.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
    }
    // @last is a snapshot, and no file of arguments.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setExecutionExceptionHandler(new FailureReport(isDebugging(args)));
    line.setParameterExceptionHandler(new ArgumentReport());
    return line;
  }

  /** Adds what only help shows. */
  private static void describe(Map<String, CommandSpec> commands) {
    Examples.addTo(commands);
    if (commands.containsKey(SearchHelp.COMMAND)) {
      SearchHelp.addTo(commands.get(SearchHelp.COMMAND));
    }
  }

  private static boolean isDebugging(String... args) {
    return Arrays.asList(args).contains(DEBUG) || System.getenv("KEXSHOT_DEBUG") != null;
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(Integer.toString(code.number()), code.meaning());
    }
    return codes;
  }
}
