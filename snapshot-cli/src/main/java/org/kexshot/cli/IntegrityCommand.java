package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.FindingTable;
import org.kexshot.kernel.Integrity;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "integrity",
    mixinStandardHelpOptions = true,
    description = {
      "Look for what should not be in a kernel: changed system calls, interrupt gates and tables of"
          + " operations, hidden modules and processes, and patched code."
    })
final class IntegrityCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Option(
      names = "--against",
      paramLabel = "ID",
      description =
          "An earlier image of the same boot, to compare the kernel's code with: an id or label,"
              + " latest~N, or a dump file. Default: the oldest snapshot of the same boot.")
  private String against;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      KernelImage kernel = opened.kernel();
      try (FirstImage first = first(opened)) {
        return output.show(FindingTable.FINDINGS.view(Integrity.check(kernel, first.kernel())));
      }
    }
  }

  private FirstImage first(Image opened) throws IOException {
    if (against == null) {
      return FirstImage.before(opened);
    }
    FirstImage first = FirstImage.ofSameBoot(image.open(against), opened);
    if (first.image().isEmpty()) {
      throw new NoSuchObjectException(
          "%s is of another boot or kernel than %s, so its code says nothing of this one's"
              .formatted(against, opened.name()));
    }
    return first;
  }
}
