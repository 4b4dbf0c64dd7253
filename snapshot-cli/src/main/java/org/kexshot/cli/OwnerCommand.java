package org.kexshot.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.FrameView;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.OwnerNamesView;
import org.kexshot.cli.render.OwnersView;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.ProcessMemory;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.FrameReport;
import org.kexshot.owner.OwnerTotals;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.Translation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "owner",
    mixinStandardHelpOptions = true,
    description = {
      "Tell who uses a page frame, or how many pages each kind of owner has.",
      "An address is one of the kernel's, unless an option says otherwise."
    })
final class OwnerCommand implements Callable<Integer> {
  private static final int PAGE_SHIFT = 12;

  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PFN|ADDRESS",
      description = "A page frame number, or an address 0x…. Default: count all pages.")
  private String frame;

  @Option(names = "--physical", description = "The address is a physical one.")
  private boolean physical;

  @Option(
      names = {"-p", "--pid"},
      paramLabel = "PID",
      description = "The address is one of this process's.")
  private Integer pid;

  @Option(names = "--names", description = "Count by name too: files, processes, caches and so on.")
  private boolean names;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "40",
      description = "Lines of --names; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(view(opened.kernel()));
    }
  }

  private ImageView view(KernelImage kernel) throws IOException {
    if (frame != null) {
      return new FrameView(FrameReport.of(kernel, pfn(kernel)));
    }
    FrameOwners owners = FrameOwners.of(kernel);
    var present = kernel.physical().presentFrames();
    return names
        ? new OwnerNamesView(
            OwnerTotals.byName(owners, present),
            limit == 0 ? Integer.MAX_VALUE : limit,
            owners.problems())
        : new OwnersView(OwnerTotals.byKind(owners, present), owners.problems());
  }

  private long pfn(KernelImage kernel) throws IOException {
    Optional<Long> address = Addresses.parse(frame);
    if (address.isEmpty()) {
      return Addresses.parseFrame(frame);
    }
    if (physical) {
      return address.get() >>> PAGE_SHIFT;
    }
    PagedMemory space = pid == null ? kernel.memory() : ProcessMemory.of(kernel, pid);
    Translation page = space.translate(address.get());
    if (!page.isMapped()) {
      throw new NoSuchObjectException("no page is mapped at %s".formatted(frame));
    }
    return page.physical(address.get()) >>> PAGE_SHIFT;
  }
}
