package org.kexshot.cli.hibernate;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.hibernate.BootInstallationView;
import picocli.CommandLine.Model.CommandSpec;

public final class HibernateUninstallCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "No longer have this system's boot resume what was hibernated.");

  private final BootOptions boot = new BootOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new HibernateUninstallCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(new BootInstallationView(boot.installation().uninstall(), "took away"));
  }
}
