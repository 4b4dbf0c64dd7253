package org.kexshot.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.Guest;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class LabShellCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Boot a guest, run a shell command in it as root, and end the guest.",
          "The exit code is the command's. The snapshot disk is /dev/disk/by-id/virtio-snapshot.");

  private final LabGuestOptions guest = new LabGuestOptions(arguments);

  private final Argument<Integer> timeout =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--timeout")
              .paramLabel("SECONDS")
              .converters(WholeNumber.from(1))
              .defaultValue("600")
              .description("How long the command may take. Default: ${DEFAULT-VALUE}."));

  private final Argument<List<String>> command =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .arity("0..*")
              .paramLabel("COMMAND")
              .description("The command; without one, a script is read from standard input."));

  public static CommandSpec spec() {
    return new LabShellCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    String script =
        command.given().isEmpty()
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : String.join(" ", command.value());
    Lab lab = guest.lab();
    try (Guest running = Guest.start(lab, guest.settings(lab, "shell"))) {
      ExecResult result = running.shell().exec(script, Duration.ofSeconds(timeout.value()));
      System.out.write(result.output());
      System.out.flush();
      System.err.write(result.errors());
      System.err.flush();
      return result.exitCode();
    }
  }
}
