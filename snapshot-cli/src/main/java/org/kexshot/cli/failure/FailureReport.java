package org.kexshot.cli.failure;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.kexshot.cli.render.PrintableWriter;
import org.kexshot.index.SearchSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Tells the user of a failure: one line for what can happen in use, and for a bug how to report it.
 * The stack is printed only if it was asked for.
 */
public final class FailureReport implements IExecutionExceptionHandler {
  private static final String FAULT = "unsafe memory access operation";

  private final boolean debug;

  public FailureReport(boolean debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    return report(failure, command.getErr());
  }

  /** Tells of a failure, an error of the virtual machine's too, and gives the exit code. */
  public int report(Throwable failure, PrintWriter err) {
    ExitCode code = ExitCode.of(failure);
    if (code == ExitCode.INTERNAL_ERROR) {
      err.println("kexshot: this is a bug: " + PrintableWriter.line(failure.toString()));
      if (!debug) {
        err.println("kexshot: run again with --debug for the details to report");
      }
    } else {
      err.println("kexshot: " + PrintableWriter.line(String.valueOf(message(failure))));
      if (failure instanceof SearchSyntaxException query) {
        query.place().forEach(line -> err.println(PrintableWriter.line(line)));
      }
    }
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return code.number();
  }

  /** Whether the kernel could not read what is behind a map; the runtime does not say of which. */
  static boolean isMapFault(Throwable failure) {
    return failure instanceof InternalError && String.valueOf(failure.getMessage()).contains(FAULT);
  }

  private static String message(Throwable failure) {
    if (failure instanceof UncheckedIOException) {
      return message(failure.getCause());
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory (%s): Java may take %d MiB here; KEXSHOT_JAVA_OPTIONS=-Xmx2g gives it more"
          .formatted(failure.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
    }
    if (isMapFault(failure)) {
      return "a file that is mapped into memory cannot be read any more: its disk or its connection"
          + " failed, or it was cut short meanwhile; `dmesg` may say which";
    }
    if (failure instanceof StackOverflowError) {
      return "what was read is nested more deeply than anything real: it is damaged";
    }
    if (failure instanceof InvalidPathException name) {
      return "%s: no name for a file where the locale's letters are those of %s; set LC_ALL=C.UTF-8"
          .formatted(name.getInput(), System.getProperty("native.encoding"));
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    if (failure instanceof AccessDeniedException denied) {
      String reason = denied.getReason();
      return denied.getFile() + ": permission denied" + (reason == null ? "" : "; " + reason);
    }
    if (failure instanceof FileAlreadyExistsException there) {
      return there.getFile() + ": there is such a file already; name another";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + failure.getClass().getSimpleName();
    }
    return failure.getMessage();
  }
}
