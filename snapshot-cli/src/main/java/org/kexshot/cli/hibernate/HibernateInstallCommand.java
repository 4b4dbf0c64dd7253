package org.kexshot.cli.hibernate;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.hibernate.BootInstallationView;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class HibernateInstallCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Have this system's boot resume what was hibernated, before it mounts file systems.",
          "Writes a hook of initramfs-tools, or a module of dracut, and has the initial file system made again.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .description(
                  "The device that is looked at, whose drivers the initial file system gets. Default: all"
                      + " that it sees."));

  private final BootOptions boot = new BootOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new HibernateInstallCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(
        new BootInstallationView(boot.installation().install(device.given()), "wrote"));
  }
}
