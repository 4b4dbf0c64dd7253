package org.kexshot.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.Guest;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = {
      "Boot a guest, run a shell command in it as root, and end the guest.",
      "The exit code is the command's. The snapshot disk is /dev/disk/by-id/virtio-snapshot."
    })
final class LabShellCommand implements Callable<Integer> {
  @Mixin private LabGuestOptions guest;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the command may take. Default: ${DEFAULT-VALUE}.")
  private int timeout = 600;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command; without one, a script is read from standard input.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws IOException {
    String script =
        command.isEmpty()
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : String.join(" ", command);
    Lab lab = guest.lab();
    try (Guest running = Guest.start(lab, guest.settings(lab, "shell"))) {
      ExecResult result = running.shell().exec(script, Duration.ofSeconds(timeout));
      System.out.write(result.output());
      System.out.flush();
      System.err.write(result.errors());
      System.err.flush();
      return result.exitCode();
    }
  }
}
