package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ListingView;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.SysctlList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "sysctl",
    mixinStandardHelpOptions = true,
    description = "List the kernel settings of an image.")
final class SysctlCommand implements Callable<Integer> {
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
      return output.show(ListingView.settings(SysctlList.read(kernel)));
    }
  }
}
