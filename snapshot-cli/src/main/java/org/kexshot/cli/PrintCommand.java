package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ValueView;
import org.kexshot.kernel.ValueQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "print",
    mixinStandardHelpOptions = true,
    description = "Print a structure or variable of an image's kernel as its type says.")
final class PrintCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      paramLabel = "WHAT",
      description =
          "TYPE@ADDRESS, TYPE@SYMBOL, or SYMBOL: of a per-cpu variable each processor's copy, of"
              + " any other the words that it is made of. An address is written as 0x1f.")
  private String what;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(new ValueView(ValueQuery.read(opened.kernel(), what)));
    }
  }
}
