package org.kexshot.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rows of words, as files of {@code /proc} and {@code /sys} have them. */
final class ProcRows {
  /** Those that a mount has whatever its file system is; others are the file system's own. */
  private static final Set<String> COMMON =
      Set.of(
          "nosuid",
          "nodev",
          "noexec",
          "noatime",
          "nodiratime",
          "relatime",
          "nosymfollow",
          "sync",
          "dirsync",
          "mand",
          "lazytime");

  private ProcRows() {}

  /** Of each mount ids, device, root, target, mode, options, type and source. */
  static List<String> mounts(ProcRecord truth, int pid) {
    List<String> rows = new ArrayList<>();
    for (String line : truth.lines(pid + "/mountinfo")) {
      String[] halves = line.split(" - ");
      String[] place = halves[0].split(" ");
      String[] what = halves[1].split(" ");
      Set<String> options = new TreeSet<>(List.of(place[5].split(",")));
      options.addAll(List.of(what[2].split(",")));
      String mode = options.contains("ro") ? "ro" : "rw";
      options.retainAll(COMMON);
      rows.add(
          String.join(
              " ",
              place[0],
              place[1],
              place[2],
              place[3],
              place[4],
              mode,
              options.toString(),
              what[0],
              what[1]));
    }
    return rows;
  }

  /** Of each memory area the process, addresses, permissions, offset, inode and what is mapped. */
  static List<String> maps(ProcRecord truth, int pid) {
    List<String> rows = new ArrayList<>();
    for (String line : truth.lines(pid + "/maps")) {
      String[] cells = line.split("\\s+", 6);
      rows.add(
          "%d %s %s %s %s %s".formatted(pid, cells[0], cells[1], cells[2], cells[4], cells[5]));
    }
    return rows;
  }

  /** Of each disk that has a size, its blocks of 1 KiB, mode, KiB of read-ahead and scheduler. */
  static List<String> disks(ProcRecord truth) {
    List<String> rows = new ArrayList<>();
    for (String[] cells : truth.rows("partitions")) {
      if (cells.length == 4) {
        String disk = "disk " + cells[3] + " ";
        String told =
            truth.lines("disks").stream()
                .filter(line -> line.startsWith(disk))
                .findFirst()
                .orElseThrow();
        // The scheduler in use stands in brackets among those that there are.
        rows.add(
            "%s %s %s"
                .formatted(
                    cells[3],
                    cells[2],
                    told.substring(disk.length()).replaceAll("\\S*\\[|\\].*", "")));
      }
    }
    return rows;
  }
}
