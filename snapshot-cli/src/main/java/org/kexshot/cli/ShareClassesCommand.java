package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "share-classes",
    mixinStandardHelpOptions = true,
    description = {
      "Make every later start faster: archive the toolkit's classes for this machine's Java.",
      "To be repeated when Java or the toolkit was updated; until then the archive is ignored."
    })
final class ShareClassesCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    new ClassArchive(Toolkit.home().resolve("lib")).write();
    return ExitCode.OK.number();
  }
}
