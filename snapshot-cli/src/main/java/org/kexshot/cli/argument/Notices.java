package org.kexshot.cli.argument;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** What a command has to say beside its result: lines on standard error. */
public record Notices(PrintWriter err) implements Consumer<String> {
  @Override
  public void accept(String notice) {
    err.printf("kexshot: %s%n", notice);
    err.flush();
  }
}
