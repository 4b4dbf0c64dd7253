package org.kexshot.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The image that a command reads: a snapshot of the repository, or a dump file. */
final class ImageArgument {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "A snapshot's id or label, latest~N, or a dump file.")
  private String reference;

  @Mixin private RepositoryOption repository;

  Image open() throws IOException {
    return Image.open(reference, repository);
  }
}
