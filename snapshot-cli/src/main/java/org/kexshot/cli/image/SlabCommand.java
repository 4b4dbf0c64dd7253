package org.kexshot.cli.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.address.Addresses;
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.argument.listing.ObjectChoice;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.object.SlabObjectTable;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.slab.SlabCache;
import org.kexshot.kernel.slab.SlabCacheList;
import org.kexshot.kernel.slab.SlabObject;
import org.kexshot.kernel.slab.SlabObjects;
import org.kexshot.kind.Listing;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class SlabCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, SlabCacheList.KIND.description());

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> wanted =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .arity("0..1")
              .paramLabel("CACHE|ADDRESS")
              .description("A cache's name, or a kernel virtual address 0x…."));

  private final ListingOptions listing = new ListingOptions(arguments);
  private final OutputOptions output = OutputOptions.ofList(arguments);

  static CommandSpec spec() {
    return new SlabCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(view(opened.kernel()));
    }
  }

  private ImageView view(KernelImage kernel) throws IOException {
    if (wanted.given().isEmpty()) {
      ObjectChoice choice = listing.of(List.of(SlabCacheList.KIND));
      return choice.view(SlabCacheList.KIND, SlabCacheList.KIND.read(kernel));
    }
    ObjectTable<SlabObject> table = listing.of(SlabObjectTable.OBJECTS).of(SlabObjectTable.OBJECTS);
    Optional<Long> address = Addresses.parse(wanted.value());
    return table.view(address.isPresent() ? objectAt(kernel, address.get()) : objectsOf(kernel));
  }

  private Listing<SlabObject> objectsOf(KernelImage kernel) throws IOException {
    for (SlabCache cache : SlabCacheList.read(kernel).items()) {
      if (cache.name().equals(wanted.value())) {
        return SlabObjects.read(kernel, cache);
      }
    }
    throw new NoSuchObjectException(
        "the image has no slab cache %s; `slab` without a name lists them"
            .formatted(wanted.value()));
  }

  private Listing<SlabObject> objectAt(KernelImage kernel, long address) throws IOException {
    Optional<SlabObject> object = SlabObjects.at(kernel, address);
    if (object.isEmpty()) {
      throw new NoSuchObjectException(
          "0x%x is in no slab; `owner` says whose page it is in".formatted(address));
    }
    return new Listing<>(List.of(object.get()), List.of());
  }
}
