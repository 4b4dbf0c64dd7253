package org.kexshot.cli.kernel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.View;
import org.kexshot.operation.Toolkit;
import org.kexshot.operation.kernel.KernelRecipe;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class KernelBuildCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Build this Debian system's own kernel once more, with what a jump needs, as a package.",
          "It has the configuration of the running kernel, and of its drivers those whose modules are loaded and those of common disks.");

  private final Argument<Boolean> whole =
      arguments.flag(
          "--whole",
          "Build all drivers of the configuration: hours instead of minutes, and 30 GiB.");

  private final Argument<Path> config =
      file("--config", "The configuration. Default: /boot/config-RELEASE of the running kernel.");

  private final Argument<Path> modules =
      file("--modules", "The loaded modules, as /proc/modules lists them. Default: that file.");

  private final Argument<Path> source =
      file(
          "--source",
          "The kernel's source, a tar archive. Default: that of Debian's package linux-source-VERSION.");

  private final Argument<Path> work =
      arguments.option(
          Path.class,
          OptionSpec.builder("--work")
              .paramLabel("DIR")
              .description(
                  "Where it is built; a build that was broken off goes on there. Default:"
                      + " ~/.cache/kexshot/kernel-build."));

  private final Argument<Integer> jobs =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--jobs")
              .paramLabel("N")
              .converters(WholeNumber.from(1))
              .description("How many compilers run at a time. Default: one a processor."));

  private final Argument<Boolean> configure =
      arguments.flag("--configure", "Write the configuration only, and build nothing.");

  private final Argument<Path> directory =
      arguments.parameter(
          Path.class,
          PositionalParamSpec.builder()
              .arity("0..1")
              .paramLabel("DIR")
              .defaultValue(".")
              .description("Where the package is put. Default: the current directory."));

  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new KernelBuildCommand().arguments.spec();
  }

  private Argument<Path> file(String name, String description) {
    return arguments.option(
        Path.class, OptionSpec.builder(name).paramLabel("FILE").description(description));
  }

  /**
   * What was made.
   *
   * @param file a package, or a configuration
   */
  private record Made(Path file) implements View {
    @Override
    public void text(PrintWriter out) {
      out.println(file);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
      json.writeStringField("file", file.toString());
    }
  }

  @Override
  public Integer call() throws IOException {
    Optional<Path> made = new KernelRecipe(Toolkit.home()).run(words());
    return made.isPresent()
        ? output.show(new Made(made.get()))
        : ExitCode.KERNEL_NOT_BUILT.number();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--config", config);
    add(words, "--modules", modules);
    add(words, "--source", source);
    add(words, "--work", work);
    add(words, "--jobs", jobs);
    if (whole.value()) {
      words.add("--whole");
    }
    if (configure.value()) {
      words.add("--configure");
    }
    // It may begin with a hyphen.
    words.add(directory.value().toAbsolutePath().toString());
    return words;
  }

  private static void add(List<String> words, String name, Argument<?> argument) {
    argument.given().ifPresent(value -> words.addAll(List.of(name, value.toString())));
  }
}
