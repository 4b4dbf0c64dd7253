package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.InfoView;
import org.kexshot.diff.ImageSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Tell what an image is: format, machine, kernel, pages by kind.")
final class InfoCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      description = "A snapshot's id or label, latest~N, or a dump file.")
  private String reference;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image image = Image.open(reference, repository)) {
      return output.show(new InfoView(image.name(), ImageSummary.of(image.dump())));
    }
  }
}
