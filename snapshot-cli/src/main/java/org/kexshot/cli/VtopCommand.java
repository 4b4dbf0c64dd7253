package org.kexshot.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.WalkView;
import org.kexshot.inspect.AddressExpression;
import org.kexshot.inspect.AddressWalk;
import org.kexshot.inspect.MappedFrame;
import org.kexshot.kernel.KernelImage;
import org.kexshot.paging.Translation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "vtop",
    mixinStandardHelpOptions = true,
    description = {
      "Translate a virtual address of an image: each page-table entry, the physical address, and"
          + " who uses the page."
    })
final class VtopCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = AddressConverter.DESCRIPTION)
  private AddressExpression address;

  @Mixin private SpaceOption space;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      KernelImage kernel = opened.kernel();
      long virtual = address.resolve(kernel);
      AddressWalk walk = AddressWalk.of(space.open(kernel).table(), virtual);
      Optional<MappedFrame> frame =
          walk.translation()
              .filter(Translation::isMapped)
              .map(page -> MappedFrame.of(kernel, page.physical(virtual) >>> 12));
      WalkView view = new WalkView(walk, frame, kernel.architecture().pointerSize());
      int code = output.show(view);
      return walk.isUnmapped() ? ExitCode.NO_MEMORY.number() : code;
    }
  }
}
