package org.kexshot.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The subcommands by name, in the order of {@code --help}. They are made only when they are asked
 * for: reading every command's annotations would be half of a short command's time.
 */
final class Commands {
  private final Map<String, Supplier<Object>> byName = new LinkedHashMap<>();

  Commands() {
    byName.put("check", CheckCommand::new);
    byName.put("capture", CaptureCommand::new);
    byName.put("snap", SnapCommand::new);
    byName.put("run", RunCommand::new);
    byName.put("import", ImportCommand::new);
    byName.put("list", ListCommand::new);
    byName.put("show", ShowCommand::new);
    byName.put("diff", DiffCommand::new);
    byName.put("search", SearchCommand::new);
    byName.put("info", InfoCommand::new);
    ObjectCommands.addTo(byName);
    byName.put("owner", OwnerCommand::new);
    byName.put("integrity", IntegrityCommand::new);
    byName.put("print", PrintCommand::new);
    byName.put("read", ReadCommand::new);
    byName.put("vtop", VtopCommand::new);
    byName.put("filter", FilterCommand::new);
    byName.put("export", ExportCommand::new);
    byName.put("verify", VerifyCommand::new);
    byName.put("share-classes", ShareClassesCommand::new);
    byName.put("lab", LabCommand::new);
  }

  Map<String, Supplier<Object>> byName() {
    return byName;
  }
}
