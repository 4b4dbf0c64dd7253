package org.kexshot.cli.failure;

import java.io.PrintWriter;
import org.kexshot.cli.render.PrintableWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user of wrong arguments in one line, and then what was meant or where help is. */
public final class ArgumentReport implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(PrintableWriter.line(String.valueOf(failure.getMessage())));
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.printf("See \"%s --help\".%n", command.getCommandSpec().qualifiedName());
    }
    err.flush();
    return ExitCode.USAGE.number();
  }
}
