package org.kexshot.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a guest's own {@code /proc} says of its processes, modules and sockets, line by line under
 * the name of the file. The shell that reads it and the one that waits for it, both of which end
 * with the reading, are excluded.
 */
final class ProcRecord {
  /** Marks the line that names a file, and is in none. */
  private static final String MARK = "=== ";

  private static final String SCRIPT =
      """
      show() { echo "=== $1"; shift; "$@" 2>/dev/null || true; }
      links() { for f in $1/*; do echo "${f##*/} $(readlink $f)"; done; }
      cd /proc
      of_process() {
        for f in status stat oom_score_adj maps mountinfo cgroup; do show $1/$f cat $1/$f; done
        echo "=== $1/cmdline"; tr '\\0' '\\n' < $1/cmdline
        show $1/fd links $1/fd
        for f in cwd root; do show $1/$f readlink $1/$f; done
      }
      for p in [0-9]*; do
        [ $p = $$ ] || [ $p = $PPID ] && continue
        # A thread of the kernel's may end meanwhile: what is gone is not in the image.
        (of_process $p) > /tmp/of-process 2> /dev/null || true
        [ ! -d $p ] || cat /tmp/of-process
      done
      for f in modules net/tcp net/udp net/raw net/unix net/packet net/netlink; do show $f cat $f; done
      for f in net/route net/arp net/ipv6_route stat cpuinfo partitions; do show $f cat $f; done
      show clocksource cat /sys/devices/system/clocksource/clocksource0/current_clocksource
      echo "=== disks"
      for d in /sys/block/*; do
        echo "disk ${d##*/} $(cat $d/ro $d/queue/read_ahead_kb $d/queue/scheduler | tr '\\n' ' ')"
      done
      echo "=== parameters"
      for f in /sys/module/*/parameters/*; do echo "$f $(cat $f 2> /dev/null)"; done
      """;

  private final Map<String, List<String>> files = new LinkedHashMap<>();

  private ProcRecord() {}

  /** Has the guest read its {@code /proc}. */
  static ProcRecord of(GuestShell shell) throws IOException {
    ProcRecord record = new ProcRecord();
    List<String> file = new ArrayList<>();
    for (String line : shell.run(SCRIPT).split("\n")) {
      if (line.startsWith(MARK)) {
        file = new ArrayList<>();
        record.files.put(line.substring(MARK.length()), file);
      } else {
        file.add(line);
      }
    }
    return record;
  }

  /** The lines of a file. */
  List<String> lines(String file) {
    return files.getOrDefault(file, List.of());
  }

  /** The cells of a table's rows, without its heading. */
  List<String[]> rows(String file) {
    return lines(file).stream().skip(1).map(line -> line.strip().split("\\s+")).toList();
  }

  /** Parameters of modules and of what is built in, each behind its module's name and a dot. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String line : lines("parameters")) {
      if (line.startsWith("/sys/module/")) {
        String[] cells = line.split(" ", 2);
        String[] path = cells[0].split("/");
        parameters.put(path[3] + "." + path[5], cells[1]);
      }
    }
    return parameters;
  }

  /** The processes that it has. */
  List<Integer> pids() {
    return files.keySet().stream()
        .filter(name -> name.endsWith("/status"))
        .map(name -> Integer.valueOf(name.substring(0, name.indexOf('/'))))
        .toList();
  }

  /** A word of a process's {@code status}. */
  String status(int pid, String key, int word) {
    return lines(pid + "/status").stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip().split("\\s+")[word])
        .findFirst()
        .orElseThrow();
  }
}
