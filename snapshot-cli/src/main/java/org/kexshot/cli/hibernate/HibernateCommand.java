package org.kexshot.cli.hibernate;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.CaptureKernelOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.hibernate.ResumedView;
import org.kexshot.operation.hibernate.HibernateSystem;
import org.kexshot.operation.hibernate.HibernateSystem.Ending;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class HibernateCommand implements Callable<Integer> {
  private static final String MOST_SECONDS = "3600";

  private final Arguments arguments =
      new Arguments(
          this,
          "Save this machine's memory to a device and switch the machine off.",
          "It goes on where it was when `kexshot resume` is run on the next boot, before anything mounts its"
              + " file systems: `kexshot hibernate install` has the initial file system do that.");

  private final Argument<String> device =
      arguments.option(
          String.class,
          OptionSpec.builder("--device")
              .paramLabel("DEV")
              .description(
                  "A disk or partition that nothing else uses; its contents are lost. It needs room for the"
                      + " memory in use."));

  private final Arguments.OneOf caches = arguments.oneOf();

  private final Argument<Boolean> keepCache =
      caches.flag("--keep-cache", "Save cached files, too. This is the default.");

  private final Argument<Boolean> dropCache =
      caches.flag(
          "--drop-cache",
          "Give up cached files before, which makes the image smaller and files slow at first.");

  private final Arguments.OneOf endings = arguments.oneOf();

  private final Argument<Boolean> off =
      endings.flag("--off", "Switch the machine off. This is the default.");

  private final Argument<Boolean> reboot = endings.flag("--reboot", "Restart the machine instead.");

  private final Argument<Boolean> stay =
      endings.flag("--stay", "Stop with the machine on, until it is switched off or reset.");

  private final Argument<Integer> deadline =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--deadline")
              .paramLabel("SECONDS")
              .converters(WholeNumber.from(1))
              .defaultValue(MOST_SECONDS)
              .description(
                  "How long saving may take before the system is gone back to. Default: ${DEFAULT-VALUE}."));

  private final CaptureKernelOptions kernel = new CaptureKernelOptions(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new HibernateCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    String target =
        device.given().orElseThrow(() -> arguments.wrong("--device DEV: to which device?"));
    HibernateSystem operation =
        new HibernateSystem(kernel.of(target), ending(), deadline.value(), dropCache.value());
    return output.show(new ResumedView(operation.hibernate(new Notices(arguments.err()))));
  }

  private Ending ending() {
    if (reboot.value()) {
      return Ending.REBOOT;
    }
    return stay.value() ? Ending.HALT : Ending.POWER_OFF;
  }
}
