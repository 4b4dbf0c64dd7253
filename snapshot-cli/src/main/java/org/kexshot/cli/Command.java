package org.kexshot.cli;

import java.util.List;
import java.util.Optional;
import org.kexshot.cli.capture.CaptureEraseCommand;
import org.kexshot.cli.capture.CaptureLoadCommand;
import org.kexshot.cli.capture.CaptureStatusCommand;
import org.kexshot.cli.capture.CaptureStoreCommand;
import org.kexshot.cli.capture.CaptureUnloadCommand;
import org.kexshot.cli.capture.CheckCommand;
import org.kexshot.cli.capture.RunCommand;
import org.kexshot.cli.capture.SnapCommand;
import org.kexshot.cli.derived.CompletionCommands;
import org.kexshot.cli.hibernate.HibernateCommand;
import org.kexshot.cli.hibernate.HibernateInstallCommand;
import org.kexshot.cli.hibernate.HibernateUninstallCommand;
import org.kexshot.cli.hibernate.ResumeCommand;
import org.kexshot.cli.image.FilterCommand;
import org.kexshot.cli.image.InfoCommand;
import org.kexshot.cli.image.ObjectCommands;
import org.kexshot.cli.image.OwnerCommand;
import org.kexshot.cli.image.PrintCommand;
import org.kexshot.cli.image.ReadCommand;
import org.kexshot.cli.image.VtopCommand;
import org.kexshot.cli.jump.JumpCommand;
import org.kexshot.cli.jump.LoadCommand;
import org.kexshot.cli.jump.UnloadCommand;
import org.kexshot.cli.kernel.KernelBuildCommand;
import org.kexshot.cli.lab.LabBuildCommand;
import org.kexshot.cli.lab.LabDemoCommand;
import org.kexshot.cli.lab.LabShellCommand;
import org.kexshot.cli.lab.LabStartCommand;
import org.kexshot.cli.peer.PeerListCommand;
import org.kexshot.cli.peer.PeerStartCommand;
import org.kexshot.cli.peer.PeerStopCommand;
import org.kexshot.cli.peer.PeerSwitchCommands;
import org.kexshot.cli.physical.FirmwareCommands;
import org.kexshot.cli.physical.PhysicalBiosCommand;
import org.kexshot.cli.physical.PhysicalRunCommand;
import org.kexshot.cli.repository.BaselineCommand;
import org.kexshot.cli.repository.CopyCommand;
import org.kexshot.cli.repository.DescribeCommands;
import org.kexshot.cli.repository.DiffCommand;
import org.kexshot.cli.repository.ExportCommand;
import org.kexshot.cli.repository.ForgetCommand;
import org.kexshot.cli.repository.ImportCommand;
import org.kexshot.cli.repository.IndexCommands;
import org.kexshot.cli.repository.InitCommand;
import org.kexshot.cli.repository.KeyCommands;
import org.kexshot.cli.repository.ListCommand;
import org.kexshot.cli.repository.PruneCommand;
import org.kexshot.cli.repository.PushCommand;
import org.kexshot.cli.repository.RepairCommand;
import org.kexshot.cli.repository.SearchCommand;
import org.kexshot.cli.repository.ShowCommand;
import org.kexshot.cli.repository.StatsCommand;
import org.kexshot.cli.repository.TimelineCommand;
import org.kexshot.cli.repository.VerifyCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The table of subcommands, in the order of {@code --help}. A row says by what the launcher
 * compiles the command, and on which command lines the {@link ClassArchive} is trained. Those are
 * split at spaces; {@code IMAGE} stands for a dump, {@code BLANK} for one without a kernel, {@code
 * REPOSITORY} for a repository that is made for them, with {@code IMAGE} in it, and {@code OUT} for
 * a file to be written. None changes anything else.
 */
enum Command {
  CHECK("check", Compiler.FIRST, "check"),
  CAPTURE("capture", Compiler.FIRST, "capture load --device /nonexistent"),
  SNAP("snap", Compiler.BOTH),
  RUN("run", Compiler.BOTH),
  HIBERNATE("hibernate", Compiler.FIRST),
  RESUME("resume", Compiler.FIRST),
  PHYSICAL("physical", Compiler.FIRST, "physical bios 0x100"),
  LOAD("load", Compiler.FIRST),
  JUMP("jump", Compiler.FIRST),
  UNLOAD("unload", Compiler.FIRST),
  PEER("peer", Compiler.FIRST),
  KERNEL("kernel", Compiler.FIRST),
  INIT("init", Compiler.FIRST),
  KEY("key", Compiler.FIRST),
  IMPORT(
      "import",
      Compiler.BOTH,
      "import --repository OUT BLANK",
      "import --repository REPOSITORY --label a IMAGE"),
  LIST("list", Compiler.FIRST, "list --repository /nonexistent", "list --repository REPOSITORY"),
  SHOW("show", Compiler.FIRST),
  DIFF("diff", Compiler.FIRST, "diff IMAGE IMAGE", "diff --repository REPOSITORY a a"),
  BASELINE("baseline", Compiler.FIRST),
  TIMELINE("timeline", Compiler.FIRST, "timeline --repository REPOSITORY a a"),
  SEARCH(
      "search",
      Compiler.FIRST,
      "search --repository REPOSITORY kind:process",
      "search --repository REPOSITORY --text kernel"),
  INDEX("index", Compiler.FIRST),
  INFO("info", Compiler.FIRST, "info /nonexistent/file", "info IMAGE"),
  /** All of {@link ObjectCommands}, which alone knows their names. */
  OBJECTS(
      "",
      Compiler.FIRST,
      "ps IMAGE",
      "ps --json IMAGE",
      "ps --csv --columns pid,name --where name:init IMAGE",
      "modules IMAGE",
      "sockets IMAGE",
      "files IMAGE",
      "maps IMAGE",
      "slab IMAGE",
      "dmesg IMAGE"),
  SHELL("shell", Compiler.BOTH),
  OWNER("owner", Compiler.FIRST),
  PRINT("print", Compiler.FIRST),
  READ("read", Compiler.FIRST),
  VTOP("vtop", Compiler.FIRST),
  FILTER(
      "filter",
      Compiler.BOTH_TO_PACK,
      "filter --estimate IMAGE",
      "filter -d 31 --compress none IMAGE OUT",
      "filter -d 31 --compress zlib IMAGE OUT",
      "filter -d 31 --compress snappy IMAGE OUT",
      "filter -d 31 --compress zstd IMAGE OUT",
      "filter -d 31 --compress lzo IMAGE OUT",
      "filter -d 31 --format elf IMAGE OUT"),
  EXPORT("export", Compiler.BOTH_TO_PACK),
  COPY("copy", Compiler.BOTH),
  VERIFY("verify", Compiler.BOTH),
  TAG("tag", Compiler.FIRST),
  NOTE("note", Compiler.FIRST),
  FORGET("forget", Compiler.FIRST),
  PRUNE("prune", Compiler.BOTH),
  REPAIR("repair", Compiler.BOTH),
  STATS("stats", Compiler.FIRST),
  COMPLETION("completion", Compiler.FIRST),
  SHARE_CLASSES("share-classes", Compiler.FIRST),
  LAB("lab", Compiler.FIRST);

  /**
   * The compilers that the launcher lets a command have. It knows them by heart, for it must not
   * start Java to ask; {@code CommandTest} holds it to this table.
   */
  enum Compiler {
    /** The quick one: a short command does not live to gain from the other. */
    FIRST,
    /** The thorough one too, since only it knows SHA-256 instructions. */
    BOTH,
    /**
     * Both if pages are packed by a compressor that is written in Java: lzo, and where their native
     * libraries are missing zstd and snappy.
     */
    BOTH_TO_PACK
  }

  private final String name;
  private final Compiler compiler;
  private final List<String> training;

  Command(String name, Compiler compiler, String... training) {
    this.name = name;
    this.compiler = compiler;
    this.training = List.of(training);
  }

  /**
   * The row of a command. The names of {@link #OBJECTS} are looked at last, for making them takes
   * all kinds of objects, of which most commands need none.
   */
  static Optional<Command> of(String name) {
    for (Command command : values()) {
      if (command != OBJECTS && command.name.equals(name)) {
        return Optional.of(command);
      }
    }
    return ObjectCommands.has(name) ? Optional.of(OBJECTS) : Optional.empty();
  }

  /** The names by which a user calls it: one, but for {@link #OBJECTS}. */
  List<String> names() {
    return this == OBJECTS ? ObjectCommands.names() : List.of(name);
  }

  /** By what its code is compiled. */
  Compiler compiler() {
    return compiler;
  }

  /**
   * Whether a shell runs it in a process of its own: what changes this machine, and what writes
   * memory, for which the shell's own process has neither the compilers nor a way to be ended.
   */
  boolean needsProcess() {
    return switch (this) {
      case CAPTURE,
          HIBERNATE,
          RESUME,
          PHYSICAL,
          LOAD,
          JUMP,
          UNLOAD,
          PEER,
          KERNEL,
          SHARE_CLASSES,
          LAB ->
          true;
      default -> compiler != Compiler.FIRST;
    };
  }

  /** Command lines to train the class archive on, without {@code kexshot}. */
  List<String> training() {
    return training;
  }

  /**
   * Declares the command of one of the {@link #names()}. A switch and no field of each row, for
   * making all commands, or the means to make them, would be a good part of a short command's time.
   */
  CommandSpec named(String name) {
    return switch (this) {
      case CHECK -> CheckCommand.spec();
      case CAPTURE ->
          CommandGroup.of("Load, unload or show the capture kernel; store or erase what it wrote.")
              .addSubcommand("load", CaptureLoadCommand.spec())
              .addSubcommand("unload", CaptureUnloadCommand.spec())
              .addSubcommand("status", CaptureStatusCommand.spec())
              .addSubcommand("store", CaptureStoreCommand.spec())
              .addSubcommand("erase", CaptureEraseCommand.spec());
      case SNAP -> SnapCommand.spec();
      case RUN -> RunCommand.spec();
      case HIBERNATE ->
          HibernateCommand.spec()
              .addSubcommand("install", HibernateInstallCommand.spec())
              .addSubcommand("uninstall", HibernateUninstallCommand.spec());
      case RESUME -> ResumeCommand.spec();
      case PHYSICAL ->
          CommandGroup.of("Run programs with paging off, and ask the BIOS.")
              .addSubcommand("run", PhysicalRunCommand.spec())
              .addSubcommand("bios", PhysicalBiosCommand.spec())
              .addSubcommand("e820", FirmwareCommands.memoryMap())
              .addSubcommand("vbe", FirmwareCommands.videoModes())
              .addSubcommand("edd", FirmwareCommands.disks());
      case LOAD -> LoadCommand.spec();
      case JUMP -> JumpCommand.spec();
      case UNLOAD -> UnloadCommand.spec();
      case PEER ->
          CommandGroup.of("Keep other systems in memory beside this one, and switch between them.")
              .addSubcommand("start", PeerStartCommand.spec())
              .addSubcommand("switch", PeerSwitchCommands.there())
              .addSubcommand("back", PeerSwitchCommands.back())
              .addSubcommand("list", PeerListCommand.spec())
              .addSubcommand("stop", PeerStopCommand.spec());
      case KERNEL ->
          CommandGroup.of("Build a kernel that can jump.")
              .addSubcommand("build", KernelBuildCommand.spec());
      case INIT -> InitCommand.spec();
      case KEY ->
          CommandGroup.of("Add, remove or list keys of an encrypted repository.")
              .addSubcommand("add", KeyCommands.add())
              .addSubcommand("remove", KeyCommands.remove())
              .addSubcommand("list", KeyCommands.list());
      case IMPORT -> ImportCommand.spec();
      case LIST -> ListCommand.spec();
      case SHOW -> ShowCommand.spec();
      case DIFF -> DiffCommand.spec();
      case BASELINE -> BaselineCommand.spec();
      case TIMELINE -> TimelineCommand.spec();
      case SEARCH -> SearchCommand.spec();
      case INDEX ->
          CommandGroup.of(
                  "Show the state of the search index, make it again, or send it to a server.")
              .addSubcommand("status", IndexCommands.status())
              .addSubcommand("update", IndexCommands.update())
              .addSubcommand("rebuild", IndexCommands.rebuild())
              .addSubcommand("push", PushCommand.spec());
      case INFO -> InfoCommand.spec();
      case OBJECTS -> ObjectCommands.named(name);
      case SHELL -> ShellCommands.shell();
      case OWNER -> OwnerCommand.spec();
      case PRINT -> PrintCommand.spec();
      case READ -> ReadCommand.spec();
      case VTOP -> VtopCommand.spec();
      case FILTER -> FilterCommand.spec();
      case EXPORT -> ExportCommand.spec();
      case COPY -> CopyCommand.spec();
      case VERIFY -> VerifyCommand.spec();
      case TAG -> DescribeCommands.tag();
      case NOTE -> DescribeCommands.note();
      case FORGET -> ForgetCommand.spec();
      case PRUNE -> PruneCommand.spec();
      case REPAIR -> RepairCommand.spec();
      case STATS -> StatsCommand.spec();
      case COMPLETION ->
          CommandGroup.of("Print a script that has a shell complete commands, or write man pages.")
              .addSubcommand("bash", CompletionCommands.bash(Main::commandLine))
              .addSubcommand("zsh", CompletionCommands.zsh(Main::commandLine))
              .addSubcommand("fish", CompletionCommands.fish(Main::commandLine))
              .addSubcommand("man", CompletionCommands.man(Main::commandLine));
      case SHARE_CLASSES -> ShareClassesCommand.spec();
      case LAB ->
          CommandGroup.of("Try it all in a guest on this machine; needs a checkout of the project.")
              .addSubcommand("build", LabBuildCommand.spec())
              .addSubcommand("demo", LabDemoCommand.spec())
              .addSubcommand("start", LabStartCommand.spec())
              .addSubcommand("shell", LabShellCommand.spec());
    };
  }
}
