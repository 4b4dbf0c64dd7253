package org.kexshot.cli.shell;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.failure.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Has the shell keep another image open. */
final class OpenCommand implements Callable<Integer> {
  private final KeptImage kept;
  private final Arguments arguments =
      new Arguments(this, "Keep another image open, or without an ID the same again.");
  private final ImageArgument image = new ImageArgument(arguments);

  private OpenCommand(KeptImage kept) {
    this.kept = kept;
  }

  static CommandSpec spec(KeptImage kept) {
    return new OpenCommand(kept).arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    kept.keep(image.request(), image.options()::repository, image.options()::tell);
    return ExitCode.OK.number();
  }
}
