package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.kernel.DebugFiles;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The image that a command reads: a snapshot of the repository, or a dump file. */
final class ImageArgument {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description =
          "A snapshot's id or label, latest~N, or a dump file; of a split set all files, with commas"
              + " between.")
  private String reference;

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description =
          "Take ID for a raw image of this memory map: lines as /proc/iomem has them, or"
              + " FIRST-LAST OFFSET, in hexadecimal.")
  private Path map;

  @Option(
      names = "--btf",
      paramLabel = "FILE",
      description =
          "The kernel's types, for an image that holds none: what pahole --btf_encode_detached=FILE"
              + " makes of its vmlinux.")
  private Path btf;

  @Option(
      names = "--system-map",
      paramLabel = "FILE",
      description = "The kernel's System.map, for an image whose symbols are not found.")
  private Path systemMap;

  @Mixin private RepositoryOption repository;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Opens the image; what its file is known to lack is told on standard error. */
  Image open() throws IOException {
    return openSilently().warning(command.commandLine().getErr());
  }

  /** Opens the image for a command that tells itself what the file lacks. */
  Image openSilently() throws IOException {
    Image image =
        map == null ? Image.open(reference, repository) : Image.ofRaw(Path.of(reference), map);
    return image.with(files());
  }

  /** Opens another image, named in the same way. */
  Image open(String other) throws IOException {
    return Image.open(other, repository).with(files()).warning(command.commandLine().getErr());
  }

  private DebugFiles files() {
    return new DebugFiles(Optional.ofNullable(btf), Optional.ofNullable(systemMap));
  }
}
