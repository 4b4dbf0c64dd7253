package org.kexshot.cli.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.object.IntegrityView;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.operation.FirstImage;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class IntegrityCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, Integrity.KIND.description());

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> against =
      arguments.option(
          String.class,
          OptionSpec.builder("--against")
              .paramLabel("ID")
              .description(
                  "An earlier image of the same boot, to compare the kernel's code with: an id or label,"
                      + " @last-N, or a dump file. Default: the oldest snapshot of the same boot."));

  private final OutputOptions output = new OutputOptions(arguments);

  static CommandSpec spec() {
    return new IntegrityCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      KernelImage kernel = opened.kernel();
      try (FirstImage first = first(opened)) {
        return output.show(new IntegrityView(Integrity.inspect(kernel, first.kernel())));
      }
    }
  }

  private FirstImage first(Image opened) throws IOException {
    if (against.given().isEmpty()) {
      return FirstImage.before(opened);
    }
    FirstImage first = FirstImage.ofSameBoot(image.open(against.value()), opened);
    if (first.image().isEmpty()) {
      throw new NoSuchObjectException(
          "%s is of another boot or kernel than %s, so its code says nothing of this one's"
              .formatted(against.value(), opened.name()));
    }
    return first;
  }
}
