package org.kexshot.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.SymbolMatchTable;
import org.kexshot.kernel.Listing;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.SymbolMatch;
import org.kexshot.kernel.SymbolSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "symbols",
    mixinStandardHelpOptions = true,
    description = "Look up symbols of the kernel and its modules by name or address.")
final class SymbolsCommand implements Callable<Integer> {
  @Mixin private ImageArgument image;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME|ADDRESS",
      description =
          "A name, in which * and ? stand for any letters, or a kernel virtual address 0x…."
              + " Default: all symbols.")
  private String wanted = "*";

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      SymbolSearch symbols = new SymbolSearch(opened.kernel());
      Optional<Long> address = Addresses.parse(wanted);
      Listing<SymbolMatch> found =
          address.isPresent() ? symbols.at(address.get()) : symbols.named(wanted);
      if (found.items().isEmpty() && found.isComplete()) {
        throw new NoSuchObjectException("the image has no symbol %s".formatted(wanted));
      }
      return output.show(SymbolMatchTable.SYMBOLS.view(found));
    }
  }
}
