package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ListingView;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.ModuleList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "modules",
    mixinStandardHelpOptions = true,
    description = "List the kernel modules of an image.")
final class ModulesCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      description = "A snapshot's id or label, latest~N, or a dump file.")
  private String reference;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image image = Image.open(reference, repository)) {
      KernelImage kernel = KernelImage.open(image.dump());
      return output.show(ListingView.modules(ModuleList.read(kernel)));
    }
  }
}
