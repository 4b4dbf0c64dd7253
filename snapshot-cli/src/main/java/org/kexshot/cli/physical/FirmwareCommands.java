package org.kexshot.cli.physical;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.physical.BiosDisksView;
import org.kexshot.cli.render.physical.FirmwareMapView;
import org.kexshot.cli.render.physical.VideoBiosView;
import org.kexshot.physical.BiosDisks;
import org.kexshot.physical.FirmwareMap;
import org.kexshot.physical.PhysicalProgram;
import org.kexshot.physical.ProgramRun.Finished;
import org.kexshot.physical.VideoBios;
import picocli.CommandLine.Model.CommandSpec;

/** Commands that ask the BIOS one thing and show what it tells. */
public final class FirmwareCommands implements Callable<Integer> {
  /** A program that asks. */
  @FunctionalInterface
  private interface Question {
    PhysicalProgram program() throws IOException;
  }

  /** Makes sense of what it returned and wrote. */
  @FunctionalInterface
  private interface Answer {
    View of(long value, byte[] output) throws IOException;
  }

  private final Question question;
  private final Answer answer;
  private final Arguments arguments;
  private final PhysicalOptions options;
  private final OutputOptions output;

  private FirmwareCommands(Question question, Answer answer, String... description) {
    this.question = question;
    this.answer = answer;
    arguments = new Arguments(this, description);
    options = new PhysicalOptions(arguments);
    output = new OutputOptions(arguments);
  }

  public static CommandSpec memoryMap() {
    return new FirmwareCommands(
            FirmwareMap::program,
            (value, output) -> new FirmwareMapView(FirmwareMap.of(value, output)),
            "Show the BIOS's map of memory, as it tells it now (INT 15h, AX=E820h).")
        .arguments.spec();
  }

  public static CommandSpec videoModes() {
    return new FirmwareCommands(
            VideoBios::program,
            (value, output) -> new VideoBiosView(VideoBios.of(value, output)),
            "Show what the video BIOS says of itself and its modes (INT 10h, AX=4F00h).")
        .arguments.spec();
  }

  public static CommandSpec disks() {
    return new FirmwareCommands(
            BiosDisks::program,
            (value, output) -> new BiosDisksView(BiosDisks.of(output)),
            "Show what the BIOS says of its disks (INT 13h, AH=48h).")
        .arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Finished finished = options.of(question.program()).once(new Notices(arguments.err()));
    return output.show(answer.of(finished.result().value(), finished.output()));
  }
}
