package org.kexshot.cli.image;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.address.AddressConverter;
import org.kexshot.cli.argument.address.SpaceOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.memory.WalkView;
import org.kexshot.inspect.AddressExpression;
import org.kexshot.inspect.AddressWalk;
import org.kexshot.inspect.MappedFrame;
import org.kexshot.kernel.KernelImage;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class VtopCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Translate a virtual address of an image: each page-table entry, the physical address,"
              + " and who uses the page.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<AddressExpression> address =
      arguments.parameter(
          AddressExpression.class,
          PositionalParamSpec.builder()
              .index("1")
              .paramLabel("ADDRESS")
              .converters(new AddressConverter())
              .description(AddressConverter.DESCRIPTION));

  private final SpaceOption space = new SpaceOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new VtopCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      KernelImage kernel = opened.kernel();
      long virtual = address.value().resolve(kernel);
      AddressWalk walk = AddressWalk.of(space.open(kernel), virtual);
      OptionalLong pfn = walk.frame();
      Optional<MappedFrame> frame =
          pfn.isPresent() ? Optional.of(MappedFrame.of(kernel, pfn.getAsLong())) : Optional.empty();
      WalkView view = new WalkView(walk, frame, kernel.architecture().pointerSize());
      int code = output.show(view);
      return walk.isUnmapped() ? ExitCode.NO_MEMORY.number() : code;
    }
  }
}
