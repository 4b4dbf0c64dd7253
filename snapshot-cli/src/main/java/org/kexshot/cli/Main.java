package org.kexshot.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code kexshot} command. */
@Command(
    name = "kexshot",
    mixinStandardHelpOptions = true,
    version = "kexshot 0.1.0",
    description = "Whole-machine memory snapshots by kexec jump, and what changed between them.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
