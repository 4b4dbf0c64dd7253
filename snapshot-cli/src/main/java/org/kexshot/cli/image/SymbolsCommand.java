package org.kexshot.cli.image;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.address.Addresses;
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.object.SymbolMatchTable;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.value.SymbolMatch;
import org.kexshot.kernel.value.SymbolSearch;
import org.kexshot.kind.Listing;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class SymbolsCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Look up symbols of the kernel and its modules by name or address.");

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> wanted =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("1")
              .arity("0..1")
              .paramLabel("SYMBOL|ADDRESS")
              .defaultValue("*")
              .description(
                  "A symbol's name, in which * and ? stand for any letters, or a kernel virtual"
                      + " address 0x…. Default: all symbols."));

  private final ListingOptions listing = new ListingOptions(arguments);
  private final OutputOptions output = OutputOptions.ofList(arguments);

  static CommandSpec spec() {
    return new SymbolsCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    ObjectTable<SymbolMatch> table =
        listing.of(SymbolMatchTable.SYMBOLS).of(SymbolMatchTable.SYMBOLS);
    try (Image opened = image.open()) {
      SymbolSearch symbols = new SymbolSearch(opened.kernel());
      Optional<Long> address = Addresses.parse(wanted.value());
      Listing<SymbolMatch> found =
          address.isPresent() ? symbols.at(address.get()) : symbols.named(wanted.value());
      if (found.items().isEmpty() && found.isComplete()) {
        throw new NoSuchObjectException("the image has no symbol %s".formatted(wanted.value()));
      }
      return output.show(table.view(found));
    }
  }
}
