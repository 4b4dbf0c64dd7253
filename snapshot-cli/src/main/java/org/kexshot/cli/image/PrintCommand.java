package org.kexshot.cli.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.memory.ValueView;
import org.kexshot.kernel.value.ValueQuery;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class PrintCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Print a structure or variable of an image's kernel as its type says.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> what =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .paramLabel("WHAT")
              .description(
                  "TYPE@ADDRESS, TYPE@SYMBOL, or SYMBOL: of a per-cpu variable each processor's copy, of"
                      + " any other the words that it is made of. An address is written as 0x1f."));

  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PrintCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(new ValueView(ValueQuery.read(opened.kernel(), what.value())));
    }
  }
}
