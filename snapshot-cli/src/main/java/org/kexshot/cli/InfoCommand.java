package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.InfoView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Tell what an image is: format, machine, kernel, pages by kind.")
final class InfoCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.openSilently()) {
      return output.show(new InfoView(opened.name(), opened.summary()));
    }
  }
}
