package org.kexshot.physical;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GuestArchitecture;

/**
 * How long an empty program in physical mode stops a guest, beside a snapshot in memory less its
 * copying, taken in turns. Prints a line; {@code docs/benchmarks/uses-physical.sh} runs it.
 *
 * <pre>
 *   PhysicalBenchmark ARCHITECTURE PROCESSORS RUNS
 * </pre>
 */
public final class PhysicalBenchmark {
  private static final int ROUND = 100;
  private static final Pattern FREQUENCY = Pattern.compile("tsc: Detected ([0-9.]+) MHz");

  private PhysicalBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    GuestArchitecture architecture =
        GuestArchitecture.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int processors = Integer.parseInt(arguments[1]);
    int runs = Integer.parseInt(arguments[2]);
    try (CaptureGuest guest =
        CaptureGuest.boot(
            architecture, "physical-benchmark", settings -> settings.withProcessors(processors))) {
      guest.startCounter();
      guest.run("printf '\\303' >/tmp/empty"); // ret
      double kilohertz = 1e3 * megahertz(guest);
      List<Double> programs = new ArrayList<>();
      List<Double> snapshots = new ArrayList<>();
      for (int done = 0; done < runs; done += ROUND) {
        JsonNode taken = guest.json("snap --method memory --dump-level 31 taken-" + done);
        snapshots.add(
            taken.path("pauseMillis").asDouble()
                - taken.path("figures").path("cycles.copy").asLong() / kilohertz);
        guest.run("rm -rf /var/lib/kexshot");
        JsonNode finished =
            guest.json("physical run /tmp/empty --repeat " + Math.min(ROUND, runs - done));
        programs.add(finished.path("pauseMillis").asDouble());
      }
      guest.aliveWithoutAGap();
      if (guest.run("dmesg").matches("(?s).*(WARNING:|BUG:|Oops|Call Trace).*")) {
        throw new IOException("the guest's kernel warned");
      }
      double program = median(programs);
      double snapshot = median(snapshots);
      System.out.printf(
          "| %s, %d processors | %d | %.0f | %.0f | %.2f |%n",
          arguments[0], processors, runs, program, snapshot, program / snapshot);
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static double megahertz(CaptureGuest guest) throws IOException {
    Matcher found = FREQUENCY.matcher(guest.run("dmesg"));
    if (!found.find()) {
      throw new IOException("the guest's kernel does not say how fast its counter runs");
    }
    return Double.parseDouble(found.group(1));
  }
}
