package org.kexshot.cli.argument.capture;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.capture.guest.Guest;
import org.kexshot.capture.kernel.CaptureByKernel;
import org.kexshot.capture.method.MethodChoice.Wanted;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.DescriptionOptions;
import org.kexshot.cli.argument.DumpLevelConverter;
import org.kexshot.cli.argument.KeepClockOption;
import org.kexshot.cli.argument.KernelOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.filter.DumpLevel;
import org.kexshot.operation.Capture;
import org.kexshot.operation.CapturedSnapshot;
import org.kexshot.operation.GuestCapture;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.OptionSpec;

/** How a snapshot is captured and what is said of it. */
public final class CaptureOptions {
  private final Arguments arguments;
  private final Argument<Guest.Address> guest;
  private final Argument<Wanted> method;
  private final Argument<Integer> buffer;
  private final Argument<DumpLevel> dumpLevel;
  private final Argument<Integer> deadline;
  private final Argument<Boolean> keepOnDevice;
  private final WaitOption wait;
  private final Argument<Boolean> keepClock;
  private final KernelOptions kernel;
  private final DescriptionOptions description;

  public CaptureOptions(Arguments arguments) {
    this.arguments = arguments;
    guest =
        arguments.option(
            Guest.Address.class,
            OptionSpec.builder("--of")
                .paramLabel("GUEST")
                .converters(new GuestConverter())
                .description(
                    "Whose memory, instead of this machine's: qemu:SOCKET, the guest of a QEMU"
                        + " whose machine protocol (-qmp unix:SOCKET,server=on,wait=off) listens"
                        + " there, or libvirt:DOMAIN, a domain of the libvirt that virsh reaches."
                        + " Any kernel will do, and root is not needed. The guest stands still"
                        + " while its memory is written into the repository's directory."));
    method =
        arguments.option(
            Wanted.class,
            OptionSpec.builder("--method")
                .paramLabel("METHOD")
                .converters(new MethodConverter())
                .defaultValue(Wanted.AUTO.name())
                .description(
                    "How to capture: memory (a program copies pages into memory), kernel (the"
                        + " loaded capture kernel writes them to the snapshot device), live (pages"
                        + " are read while all goes on, for kernels that cannot jump: the image is"
                        + " not of one instant), or auto: kernel if one is loaded, else memory."
                        + " Default: auto."));
    buffer =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--buffer")
                .paramLabel("MIB")
                .converters(WholeNumber.from(1))
                .description(
                    "Room for copied pages with method memory. Default: as much as is estimated."));
    dumpLevel =
        arguments.option(
            DumpLevel.class,
            OptionSpec.builder("-d", "--dump-level")
                .paramLabel("N")
                .converters(new DumpLevelConverter())
                .defaultValue(DumpLevel.IN_USE.toString())
                .description(
                    "What to exclude, the sum of 1 (zero pages), 2 (page cache), 4 (page cache with"
                        + " private data), 8 (memory of processes), 16 (free pages). Default:"
                        + " ${DEFAULT-VALUE}."));
    deadline =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--deadline")
                .paramLabel("SECONDS")
                .converters(WholeNumber.from(0))
                .defaultValue(Integer.toString(CaptureByKernel.DEFAULT_DEADLINE))
                .description(
                    "Time for the dump before it is given up. Default: ${DEFAULT-VALUE}."));
    keepOnDevice =
        arguments.flag(
            "--keep-on-device", "Leave the dump on the snapshot device; else it is overwritten.");
    wait = new WaitOption(arguments);
    keepClock = KeepClockOption.of(arguments);
    kernel = KernelOptions.ofCapture(arguments);
    description = new DescriptionOptions(arguments);
  }

  /** Captures, stores with a line of progress, and destroys what was captured. */
  public CapturedSnapshot snap(String label, Repository repository) throws IOException {
    return guest.given().isPresent()
        ? ofGuest(guest.given().get(), label, repository)
        : ofThisMachine(label, repository);
  }

  private CapturedSnapshot ofGuest(Guest.Address address, String label, Repository repository)
      throws IOException {
    requireNoneOfThisMachine();
    return new GuestCapture(address, dumpLevel.value(), wait.patience(), kernel.files())
        .into(
            repository,
            description.describe(label),
            new Notices(arguments.err()),
            () -> new ProgressLine("Storing pages", false));
  }

  private void requireNoneOfThisMachine() {
    if (method.value() != Wanted.AUTO
        || buffer.given().isPresent()
        || deadline.value() != CaptureByKernel.DEFAULT_DEADLINE
        || keepOnDevice.value()
        || keepClock.value()) {
      throw arguments.wrong(
          "--of: a guest's memory is taken from outside, so that --method, --buffer, --deadline,"
              + " --keep-on-device and --keep-clock mean nothing to it; leave them out");
    }
  }

  private void requireNoneOfJumps() {
    if (buffer.given().isPresent()
        || deadline.value() != CaptureByKernel.DEFAULT_DEADLINE
        || keepOnDevice.value()
        || keepClock.value()) {
      throw arguments.wrong(
          "--method live: nothing stands still and nothing is copied into memory or to a device, so"
              + " that --buffer, --deadline, --keep-on-device and --keep-clock mean nothing to it;"
              + " leave them out");
    }
  }

  private CapturedSnapshot ofThisMachine(String label, Repository repository) throws IOException {
    if (method.value() == Wanted.LIVE) {
      requireNoneOfJumps();
    }
    return new Capture(
            method.value(),
            dumpLevel.value(),
            deadline.value(),
            bufferBytes(),
            keepOnDevice.value(),
            keepClock.value(),
            wait.patience(),
            kernel.files())
        .into(
            repository,
            description.describe(label),
            new Notices(arguments.err()),
            () -> new ProgressLine("Storing pages", false));
  }

  private OptionalLong bufferBytes() {
    return buffer.given().stream().mapToLong(mebibytes -> (long) mebibytes << 20).findFirst();
  }
}
