package org.kexshot.cli.argument;

import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.kernel.DebugFiles;
import picocli.CommandLine.Model.OptionSpec;

/** Files in which a user says of a kernel what its image does not. */
public final class KernelOptions {
  private final Argument<Path> btf;
  private final Argument<Path> systemMap;
  private final Optional<Argument<Path>> vmcoreinfo;

  private KernelOptions(Arguments arguments, Optional<Argument<Path>> vmcoreinfo) {
    this.vmcoreinfo = vmcoreinfo;
    btf =
        arguments.option(
            Path.class,
            OptionSpec.builder("--btf")
                .paramLabel("FILE")
                .description(
                    "The kernel's types, for an image that holds none: its vmlinux with a section .BTF, or what"
                        + " pahole --btf_encode_detached=FILE makes of it; packed by gzip, xz or zstd too."));
    systemMap =
        arguments.option(
            Path.class,
            OptionSpec.builder("--system-map")
                .paramLabel("FILE")
                .description(
                    "The kernel's System.map, for an image whose symbols are not found or name functions only."));
  }

  /** For a kernel that is captured with all that it says of itself. */
  public static KernelOptions ofCapture(Arguments arguments) {
    return new KernelOptions(arguments, Optional.empty());
  }

  /** For an image that others made. */
  public static KernelOptions ofImage(Arguments arguments) {
    return new KernelOptions(
        arguments,
        Optional.of(
            arguments.option(
                Path.class,
                OptionSpec.builder("--vmcoreinfo")
                    .paramLabel("FILE")
                    .description(
                        "The text of the kernel's VMCOREINFO, for an image whose own is wrong and that"
                            + " holds no other."))));
  }

  /** Those that were given. */
  public DebugFiles files() {
    return new DebugFiles(btf.given(), systemMap.given(), vmcoreinfo.flatMap(Argument::given));
  }
}
