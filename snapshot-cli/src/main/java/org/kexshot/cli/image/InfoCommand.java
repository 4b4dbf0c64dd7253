package org.kexshot.cli.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.report.InfoView;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

public final class InfoCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Tell what an image is: format, machine, kernel, pages by kind.");

  private final ImageArgument image = new ImageArgument(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new InfoCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.openSilently()) {
      return output.show(new InfoView(opened.name(), opened.summary()));
    }
  }
}
