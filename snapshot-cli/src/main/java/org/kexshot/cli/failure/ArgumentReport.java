package org.kexshot.cli.failure;

import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.store.manifest.NearNames;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user of wrong arguments in one line, and then what may be meant or where help is. */
public final class ArgumentReport implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(PrintableWriter.line(String.valueOf(failure.getMessage())));
    List<String> near = near(failure);
    if (!near.isEmpty()) {
      err.printf("Did you mean %s?%n", String.join(" or ", near));
    } else if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.printf("See \"%s --help\".%n", command.getCommandSpec().qualifiedName());
    }
    err.flush();
    return ExitCode.USAGE.number();
  }

  /** Commands or options that may have been meant by one that there is not. */
  private static List<String> near(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return List.of();
    }
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    String word = unmatched.getUnmatched().get(0);
    if (word.startsWith("-")) {
      int equals = word.indexOf('=');
      return NearNames.of(
          equals < 0 ? word : word.substring(0, equals), command.optionsMap().keySet());
    }
    return NearNames.of(word, command.subcommands().keySet()).stream()
        .map(name -> command.qualifiedName() + " " + name)
        .toList();
  }
}
