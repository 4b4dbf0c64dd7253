package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "share-classes",
    mixinStandardHelpOptions = true,
    description = {
      "Make every later start faster: archive the toolkit's classes for this machine's Java.",
      "To be repeated when Java or the toolkit was updated; until then the archive is ignored."
    })
final class ShareClassesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A dump to practise on: what looks into images then starts faster still.")
  private Path dump;

  @Override
  public Integer call() throws IOException {
    new ClassArchive(Toolkit.home().resolve("lib"), Optional.ofNullable(dump)).write();
    return ExitCode.OK.number();
  }
}
