package org.kexshot.cli;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.cli.capture.CaptureLoadCommand;
import org.kexshot.cli.capture.CaptureStatusCommand;
import org.kexshot.cli.capture.CaptureUnloadCommand;
import org.kexshot.cli.capture.CheckCommand;
import org.kexshot.cli.capture.RunCommand;
import org.kexshot.cli.capture.SnapCommand;
import org.kexshot.cli.image.FilterCommand;
import org.kexshot.cli.image.InfoCommand;
import org.kexshot.cli.image.ObjectCommands;
import org.kexshot.cli.image.OwnerCommand;
import org.kexshot.cli.image.PrintCommand;
import org.kexshot.cli.image.ReadCommand;
import org.kexshot.cli.image.VtopCommand;
import org.kexshot.cli.lab.LabBuildCommand;
import org.kexshot.cli.lab.LabDemoCommand;
import org.kexshot.cli.lab.LabShellCommand;
import org.kexshot.cli.lab.LabStartCommand;
import org.kexshot.cli.repository.DiffCommand;
import org.kexshot.cli.repository.ExportCommand;
import org.kexshot.cli.repository.ImportCommand;
import org.kexshot.cli.repository.ListCommand;
import org.kexshot.cli.repository.SearchCommand;
import org.kexshot.cli.repository.ShowCommand;
import org.kexshot.cli.repository.VerifyCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands. One is made only when it is asked for, and found by a switch: making all would
 * be a good part of a short command's time.
 */
public final class Commands {
  private static final List<String> BEFORE_OBJECTS =
      List.of(
          "check", "capture", "snap", "run", "import", "list", "show", "diff", "search", "info");
  private static final List<String> AFTER_OBJECTS =
      List.of(
          "owner", "print", "read", "vtop", "filter", "export", "verify", "share-classes", "lab");

  private Commands() {}

  /** Their names, in the order of {@code --help}. */
  static List<String> names() {
    List<String> names = new ArrayList<>(BEFORE_OBJECTS);
    names.addAll(ObjectCommands.names());
    names.addAll(AFTER_OBJECTS);
    return names;
  }

  /** Declares the command of a name. */
  static CommandSpec named(String name) {
    return switch (name) {
      case "check" -> CheckCommand.spec();
      case "capture" -> capture();
      case "snap" -> SnapCommand.spec();
      case "run" -> RunCommand.spec();
      case "import" -> ImportCommand.spec();
      case "list" -> ListCommand.spec();
      case "show" -> ShowCommand.spec();
      case "diff" -> DiffCommand.spec();
      case "search" -> SearchCommand.spec();
      case "info" -> InfoCommand.spec();
      case "owner" -> OwnerCommand.spec();
      case "print" -> PrintCommand.spec();
      case "read" -> ReadCommand.spec();
      case "vtop" -> VtopCommand.spec();
      case "filter" -> FilterCommand.spec();
      case "export" -> ExportCommand.spec();
      case "verify" -> VerifyCommand.spec();
      case "share-classes" -> ShareClassesCommand.spec();
      case "lab" -> lab();
      default -> ObjectCommands.named(name);
    };
  }

  private static CommandSpec capture() {
    return CommandGroup.of("Load, unload or show the capture kernel.")
        .addSubcommand("load", CaptureLoadCommand.spec())
        .addSubcommand("unload", CaptureUnloadCommand.spec())
        .addSubcommand("status", CaptureStatusCommand.spec());
  }

  private static CommandSpec lab() {
    return CommandGroup.of(
            "Try it all in a guest on this machine; needs a checkout of the project.")
        .addSubcommand("build", LabBuildCommand.spec())
        .addSubcommand("demo", LabDemoCommand.spec())
        .addSubcommand("start", LabStartCommand.spec())
        .addSubcommand("shell", LabShellCommand.spec());
  }
}
