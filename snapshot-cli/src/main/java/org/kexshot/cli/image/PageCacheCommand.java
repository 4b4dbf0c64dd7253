package org.kexshot.cli.image;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.argument.listing.ObjectChoice;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.memory.ExtractedView;
import org.kexshot.io.PendingFile;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.pagecache.CachedFile;
import org.kexshot.kernel.pagecache.CachedFileList;
import org.kexshot.kernel.pagecache.CachedPages;
import org.kexshot.kind.Listing;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class PageCacheCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, CachedFileList.KIND.description());

  private final ImageArgument image = new ImageArgument(arguments);

  private final Argument<String> path =
      arguments.option(
          String.class,
          OptionSpec.builder("--extract")
              .paramLabel("PATH")
              .description(
                  "Write this file of the imaged machine, zeros where memory does not hold it."
                      + " The address of its inode will do, too."));

  private final Argument<Path> target =
      arguments.option(
          Path.class,
          OptionSpec.builder("-o", "--output")
              .paramLabel("FILE")
              .description("Where to write it. Default: its name, in the current directory."));

  private final ListingOptions listing = new ListingOptions(arguments);
  private final OutputOptions output = OutputOptions.ofList(arguments);

  static CommandSpec spec() {
    return new PageCacheCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      ObjectChoice choice = listing.of(List.of(CachedFileList.KIND));
      Listing<CachedFile> files = CachedFileList.KIND.read(opened.kernel());
      return output.show(
          path.given().isPresent()
              ? extract(opened.kernel(), CachedFileList.find(files.items(), path.value()))
              : choice.view(CachedFileList.KIND, files));
    }
  }

  private ImageView extract(KernelImage kernel, CachedFile file) throws IOException {
    Path into = target.given().orElseGet(() -> Path.of(file.path()).getFileName());
    if (Files.exists(into, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(into.toString());
    }
    try (PendingFile out = PendingFile.beside(into, new Notices(arguments.err()))) {
      ExtractedView written =
          new ExtractedView(file, into, new CachedPages(kernel, file).writeTo(out.channel()));
      out.commit(into);
      return written;
    }
  }
}
