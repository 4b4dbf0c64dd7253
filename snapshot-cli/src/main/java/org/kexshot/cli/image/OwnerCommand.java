package org.kexshot.cli.image;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.address.Page;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.LimitOption;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.argument.address.Addresses;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.memory.AddressView;
import org.kexshot.cli.render.memory.FrameView;
import org.kexshot.cli.render.memory.OwnerNamesView;
import org.kexshot.cli.render.memory.OwnersView;
import org.kexshot.inspect.AddressWalk;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.process.ProcessMemory;
import org.kexshot.operation.Image;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.FrameReport;
import org.kexshot.owner.OwnerTotals;
import org.kexshot.owner.bytes.AddressReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class OwnerCommand implements Callable<Integer> {

  private final Arguments arguments =
      new Arguments(
          this,
          "Tell who uses a page frame, what is at an address, or how many pages each kind of owner"
              + " has.",
          "An address is one of the kernel's, unless an option says otherwise.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> frame =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .arity("0..1")
              .paramLabel("PFN|ADDRESS")
              .description("A page frame number, or an address 0x…. Default: count all pages."));

  private final Argument<Boolean> physical =
      arguments.flag("--physical", "The address is a physical one.");

  private final Argument<Integer> pid =
      arguments.option(
          Integer.class,
          OptionSpec.builder("-p", "--pid")
              .paramLabel("PID")
              .converters(WholeNumber.from(0))
              .description("The address is one of this process's."));

  private final Argument<Boolean> names =
      arguments.flag("--names", "Count by name too: files, processes, caches and so on.");

  private final LimitOption limit = new LimitOption(arguments, "Lines of --names");
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new OwnerCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(view(opened.kernel()));
    }
  }

  private ImageView view(KernelImage kernel) throws IOException {
    if (frame.given().isPresent()) {
      Optional<Long> address = Addresses.parse(frame.value());
      return address.isPresent()
          ? new AddressView(AddressReport.of(kernel, address.get(), pfn(kernel, address.get())))
          : new FrameView(FrameReport.of(kernel, Addresses.parseFrame(frame.value())));
    }
    FrameOwners owners = FrameOwners.of(kernel);
    return names.value()
        ? new OwnerNamesView(OwnerTotals.byName(owners, kernel), limit.most(), owners.problems())
        : new OwnersView(OwnerTotals.byKind(owners, kernel), owners.problems());
  }

  private long pfn(KernelImage kernel, long address) throws IOException {
    if (physical.value()) {
      return address >>> Page.SHIFT;
    }
    AddressWalk walk =
        AddressWalk.of(
            pid.given().isPresent() ? ProcessMemory.of(kernel, pid.value()) : kernel.memory(),
            address);
    if (walk.fault().isPresent()) {
      throw walk.fault().get();
    }
    return walk.frame()
        .orElseThrow(
            () -> new NoSuchObjectException("no page is mapped at %s".formatted(frame.value())));
  }
}
