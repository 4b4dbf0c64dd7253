package org.kexshot.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The subcommands. One is made only when it is asked for, and found by a switch: reading every
 * command's annotations, or making something for each, would be half of a short command's time.
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

  /** Makes the command of a name. */
  static Object named(String name) {
    return switch (name) {
      case "check" -> new CheckCommand();
      case "capture" -> new CaptureCommand();
      case "snap" -> new SnapCommand();
      case "run" -> new RunCommand();
      case "import" -> new ImportCommand();
      case "list" -> new ListCommand();
      case "show" -> new ShowCommand();
      case "diff" -> new DiffCommand();
      case "search" -> new SearchCommand();
      case "info" -> new InfoCommand();
      case "owner" -> new OwnerCommand();
      case "integrity" -> new IntegrityCommand();
      case "print" -> new PrintCommand();
      case "read" -> new ReadCommand();
      case "vtop" -> new VtopCommand();
      case "filter" -> new FilterCommand();
      case "export" -> new ExportCommand();
      case "verify" -> new VerifyCommand();
      case "share-classes" -> new ShareClassesCommand();
      case "lab" -> new LabCommand();
      default -> ObjectCommands.named(name);
    };
  }
}
