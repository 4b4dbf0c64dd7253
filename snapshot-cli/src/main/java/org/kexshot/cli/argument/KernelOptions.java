package org.kexshot.cli.argument;

import java.nio.file.Path;
import org.kexshot.kernel.DebugFiles;
import picocli.CommandLine.Model.OptionSpec;

/** Files in which a user says of a kernel what its image does not. */
public final class KernelOptions {
  private final Argument<Path> btf;
  private final Argument<Path> systemMap;

  public KernelOptions(Arguments arguments) {
    btf =
        arguments.option(
            Path.class,
            OptionSpec.builder("--btf")
                .paramLabel("FILE")
                .description(
                    "The kernel's types, for an image that holds none: its vmlinux with a section .BTF, or what"
                        + " pahole --btf_encode_detached=FILE makes of it; packed by gzip or zstd too."));
    systemMap =
        arguments.option(
            Path.class,
            OptionSpec.builder("--system-map")
                .paramLabel("FILE")
                .description(
                    "The kernel's System.map, for an image whose symbols are not found or name functions only."));
  }

  /** Those that were given. */
  public DebugFiles files() {
    return new DebugFiles(btf.given(), systemMap.given());
  }
}
