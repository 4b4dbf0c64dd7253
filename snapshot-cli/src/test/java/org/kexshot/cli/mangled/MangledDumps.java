package org.kexshot.cli.mangled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kexshot.cli.image.ObjectCommands;

/**
 * Mangles copies of a dump and runs all commands that read one over each. {@code
 * docs/benchmarks/mangle.sh} calls it.
 */
public final class MangledDumps {
  private static final String OUT = "out.kdump";
  private static final int PROGRESS = 50;

  private final Path original;
  private final Path copy;
  private final Path work;
  private final Trial trial;
  private final ReadRecord record;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> trials = new TreeMap<>();

  private MangledDumps(Path original, Path work, Optional<Path> launcher) throws IOException {
    this.original = original;
    this.work = work;
    this.copy = work.resolve("mangled.elf");
    this.trial = new Trial(launcher);
    this.record = ReadRecord.of(original);
    Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
    trial.run(arguments("import ORIGINAL --repository REPOSITORY")).ifPresent(failures::add);
  }

  /**
   * What came of an attack.
   *
   * @param next number of the first copy that was not tried: a command that hangs ends the attack
   * @param trials commands that were run, by name
   * @param failures a sentence for each that did not end as it should
   */
  public record Outcome(int next, Map<String, Integer> trials, List<String> failures) {}

  /**
   * Attacks all commands.
   *
   * @param original an ELF core of a kernel that all of its readers can read
   * @param work a directory for the copy, and for what commands write
   * @param launcher runs each command in a process; else all run in this one
   * @param first number of the first copy in the series of the seed
   */
  public static Outcome attack(
      Path original, Path work, Optional<Path> launcher, long seed, int first, int count)
      throws IOException {
    MangledDumps dumps = new MangledDumps(original, work, launcher);
    int next = first;
    try (MangledImage image = new MangledImage(dumps.copy)) {
      while (next < first + count && !dumps.trial.isSpoiled()) {
        Mangling mangling = Mangling.of(image, dumps.record, seed, next);
        image.mangle(mangling);
        Files.deleteIfExists(dumps.work.resolve(OUT));
        for (String[] command : dumps.commands(next)) {
          dumps.run(command, seed, next, mangling);
        }
        image.restore();
        next++;
        if (next % PROGRESS == 0) {
          System.out.printf("%d copies%n", next);
        }
      }
    }
    return new Outcome(next, dumps.trials, dumps.failures);
  }

  private void run(String[] command, long seed, int index, Mangling mangling) {
    if (trial.isSpoiled()) {
      return;
    }
    trials.merge(command[0], 1, Integer::sum);
    trial
        .run(command)
        .ifPresent(
            wrong -> {
              String failure =
                  "seed %d, copy %d (%s): %s %s"
                      .formatted(seed, index, mangling.reader(), String.join(" ", command), wrong);
              failures.add(failure);
              System.out.println(failure);
            });
  }

  /** Every command that reads an image; what needs an address or a file takes turns. */
  private List<String[]> commands(int index) {
    List<String> lines = new ArrayList<>();
    for (String name : ObjectCommands.names()) {
      String against = name.equals("integrity") && index % 4 < 2 ? " --against ORIGINAL" : "";
      lines.add(name + against + " IMAGE" + (index % 2 == 0 ? " --json" : ""));
    }
    lines.add("ps --details IMAGE");
    lines.add("ps --threads IMAGE");
    lines.add("files --pid 1 IMAGE");
    lines.add("symbols IMAGE init_*");
    lines.add("info IMAGE");
    lines.add("owner --names --limit 0 IMAGE");
    lines.add("slab IMAGE " + (index % 2 == 0 ? "kmalloc-64" : "task_struct"));
    lines.add("print IMAGE " + (index % 2 == 0 ? "init_task" : "task_struct@init_task"));
    lines.add("vtop IMAGE init_task");
    lines.add("read IMAGE linux_banner 0x1000");
    lines.add("owner IMAGE init_task");
    lines.add("filter --estimate IMAGE");
    lines.add(index % 2 == 0 ? "diff --limit 0 ORIGINAL IMAGE" : "diff --json IMAGE ORIGINAL");
    if (index % 16 == 0) {
      lines.add("filter -d 31 --compress snappy IMAGE OUT");
      lines.add("import IMAGE --repository REPOSITORY");
      lines.add("diff latest~1 latest --repository REPOSITORY");
      lines.add("search kind:process --repository REPOSITORY");
      lines.add("show latest --repository REPOSITORY");
      lines.add("verify latest --repository REPOSITORY");
    }
    return lines.stream().map(this::arguments).toList();
  }

  private String[] arguments(String line) {
    return line.replace("IMAGE", copy.toString())
        .replace("ORIGINAL", original.toString())
        .replace("OUT", work.resolve(OUT).toString())
        .replace("REPOSITORY", work.resolve("repository").toString())
        .split(" ");
  }

  /**
   * Attacks as the arguments say, and tells what came of it.
   *
   * @param args the dump, a directory to work in, seed, first copy, number of copies, and perhaps
   *     the launcher
   */
  public static void main(String[] args) throws IOException {
    Path work = Files.createDirectories(Path.of(args[1]));
    Outcome outcome =
        attack(
            Path.of(args[0]),
            work,
            args.length > 5 ? Optional.of(Path.of(args[5])) : Optional.empty(),
            Long.parseLong(args[2]),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]));
    int commands = outcome.trials().values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "seed %s: copies %s to %d, %d commands, %d failures%n",
        args[2], args[3], outcome.next() - 1, commands, outcome.failures().size());
    System.exit(outcome.failures().isEmpty() ? 0 : 1);
  }
}
