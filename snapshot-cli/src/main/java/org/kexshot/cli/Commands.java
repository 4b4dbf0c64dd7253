package org.kexshot.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands. One is made only when it is asked for, and found by a switch: making all would
 * be a good part of a short command's time.
 */
final class Commands {
  private static final List<String> BEFORE_OBJECTS =
      List.of(
          "check", "capture", "snap", "run", "import", "list", "show", "diff", "search", "info");
  private static final List<String> AFTER_OBJECTS =
      List.of(
          "owner",
          "integrity",
          "print",
          "read",
          "vtop",
          "filter",
          "export",
          "verify",
          "share-classes",
          "lab");

  private Commands() {}

  /** Their names, in the order of {@code --help}. */
  static List<String> names() {
    List<String> names = new ArrayList<>(BEFORE_OBJECTS);
    names.addAll(ObjectCommands.NAMES);
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
      case "integrity" -> IntegrityCommand.spec();
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
