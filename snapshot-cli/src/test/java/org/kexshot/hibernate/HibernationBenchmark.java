package org.kexshot.hibernate;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.capture.channel.Answer;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.linux.RawDevice;

/**
 * How long hibernating and resuming take, beside {@code dd} of as many bytes to and from the same
 * device in the same guests, and beside the kernel's own hibernation. Prints a row for each share
 * of RAM that is in use; {@code docs/benchmarks/uses-hibernate.sh} runs it.
 *
 * <p>All times are by the guest's clock. An emulated processor is many times slower than its
 * devices, which are the host's; with {@code -icount shift=0} as {@code hibernation.clock} that
 * clock goes by instructions, one a nanosecond, and by the host's where the guest waits.
 *
 * <pre>
 *   HibernationBenchmark ARCHITECTURE PROCESSORS MEMORY-MIB PERCENT...
 * </pre>
 */
public final class HibernationBenchmark {
  /** Options of QEMU. */
  private static final String CLOCK = System.getProperty("hibernation.clock", "");

  private static final Pattern READ = Pattern.compile("read in (\\d+) ms; (\\d+) of (\\d+) pages");
  private static final Pattern PLAIN = Pattern.compile("plain read (\\d+) ms");
  private static final Pattern KERNEL =
      Pattern.compile("PM: (?:hibernation: )?(Wrote|Read) (\\d+) kbytes in ([0-9.]+) seconds");

  private static final String CENTISECONDS =
      "centiseconds() { cut -d' ' -f1 /proc/uptime | tr -d .; }\n";

  private final GuestArchitecture architecture;
  private final int processors;
  private final int memory;

  private HibernationBenchmark(GuestArchitecture architecture, int processors, int memory) {
    this.architecture = architecture;
    this.processors = processors;
    this.memory = memory;
  }

  public static void main(String[] arguments) throws IOException {
    HibernationBenchmark benchmark =
        new HibernationBenchmark(
            GuestArchitecture.valueOf(arguments[0].toUpperCase(Locale.ROOT)),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    System.out.println(
        "| In use | Image, MiB | Save, ms | `dd` to, ms | Ratio | Read, ms | `dd` from, ms | Ratio"
            + " | Moved at the end | From `resuming` until its processes run, ms | Kernel's own, written and read, ms |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (int i = 3; i < arguments.length; i++) {
      benchmark.run(Integer.parseInt(arguments[i]));
    }
  }

  private HibernationGuest boot() throws IOException {
    return HibernationGuest.boot(
        architecture,
        "hibernation-benchmark",
        settings ->
            settings
                .withMemoryMiB(memory)
                .withProcessors(processors)
                .withQemuOptions(CLOCK.isEmpty() ? new String[0] : CLOCK.split(" ")));
  }

  /** Filling gigabytes and summing some of them takes an emulated guest minutes. */
  private static final Duration LONG = Duration.ofMinutes(15);

  /** Of each tenth file, so that it takes a tenth of the time. */
  private static final String SUMS = "cd /mnt/kept && md5sum *0";

  private static void use(HibernationGuest machine, int percent) throws IOException {
    patiently(
        machine,
        """
        mkdir -p /mnt/kept && mount -t tmpfs -o size=100%% kept /mnt/kept
        dd if=/dev/urandom of=/mnt/kept/0 bs=1M count=8 2>/dev/null
        total=$(awk '/MemTotal/ {print $2}' /proc/meminfo)
        i=1
        while used=$(awk '/MemTotal/ {t = $2} /MemFree/ {f = $2} END {print t - f}' /proc/meminfo)
            [ $((used + 8192)) -le $((total * %d / 100)) ]; do
            cp /mnt/kept/0 /mnt/kept/$i || break
            i=$((i + 1))
        done
        (%s) >/tmp/sums
        """
            .formatted(percent, SUMS));
  }

  private static void patiently(HibernationGuest machine, String script) throws IOException {
    machine.guest().shell().exec(script, LONG).expectSuccess();
  }

  private void run(int percent) throws IOException {
    try (HibernationGuest machine = boot()) {
      use(machine, percent);
      machine.hibernate(
          "--deadline 3000 --memory " + (architecture == GuestArchitecture.I386 ? 104 : 160));
      Answer answer;
      try (RawDevice disk = RawDevice.openForReading(machine.disk().toString())) {
        answer = Answer.readFrom(disk).orElseThrow();
      }
      long mebibytes = answer.dumpLength() >> 20;
      CaptureFigures.Times times = answer.figures().orElseThrow().times().orElseThrow();
      String read =
          CENTISECONDS
              + """
              start=$(centiseconds)
              dd if=/dev/vdc of=/dev/null bs=1M skip=1 count=%d iflag=direct 2>/dev/null
              echo "plain read $(($(centiseconds) - start))0 ms"
              """
                  .formatted(mebibytes);
      long answering = machine.resumeTimed(machine.resumingSystem("timed", read));
      String console = machine.guest().console();
      machine.run(
          "i=0; until grep -q unloaded /tmp/hibernate; do i=$((i+1)); test $i -lt 60 || exit 1; sleep 1; done");
      patiently(machine, "(" + SUMS + ") | cmp - /tmp/sums");
      long plainWrite =
          Long.parseLong(
              machine
                  .guest()
                  .shell()
                  .exec(
                      CENTISECONDS
                          + """
                          start=$(centiseconds)
                          dd if=/dev/zero of=%s bs=1M count=%d oflag=direct conv=fsync 2>/dev/null
                          echo $(($(centiseconds) - start))0
                          """
                              .formatted(CaptureGuest.DEVICE, mebibytes),
                      Duration.ofMinutes(10))
                  .expectSuccess()
                  .text()
                  .strip());
      long plainRead = number(PLAIN, console, 1);
      long readMillis = number(READ, console, 1);
      System.out.printf(
          "| %d %% | %d | %d | %d | %.2f | %d | %d | %.2f | %d of %d pages | %d | %s |%n",
          percent,
          mebibytes,
          times.write().toMillis(),
          plainWrite,
          (double) plainWrite / times.write().toMillis(),
          readMillis,
          plainRead,
          (double) plainRead / readMillis,
          number(READ, console, 2),
          number(READ, console, 3),
          answering,
          kernelsOwn(percent));
    }
  }

  /** By {@code echo disk}, to the same device as swap space. */
  private String kernelsOwn(int percent) throws IOException {
    try (HibernationGuest machine = boot()) {
      use(machine, percent);
      machine.run(
          "mkswap %1$s >/dev/null && swapon %1$s && echo 0 >/sys/power/image_size"
                  .formatted(CaptureGuest.DEVICE)
              + " && echo shutdown >/sys/power/disk && (sleep 1; echo disk >/sys/power/state) >/dev/null 2>&1 &");
      if (!machine.guest().awaitEnd(Duration.ofMinutes(5))) {
        return "does not end: "
            + machine.guest().console().lines().toList().stream().reduce((a, b) -> b).orElse("");
      }
      String wrote = kernelSays(machine.guest().console());
      machine.guest().close();
      machine.resumeTimed(
          machine.resumingSystem(
              "kernel",
              "echo kexshot: resuming by the kernel; cat /sys/block/vdc/dev >/sys/power/resume"));
      return wrote + kernelSays(machine.guest().console());
    }
  }

  private static String kernelSays(String console) {
    StringBuilder said = new StringBuilder();
    Matcher found = KERNEL.matcher(console);
    while (found.find()) {
      said.append(
          "%s %d MiB in %.0f; "
              .formatted(
                  found.group(1).toLowerCase(Locale.ROOT),
                  Long.parseLong(found.group(2)) >> 10,
                  1000 * Double.parseDouble(found.group(3))));
    }
    return said.toString();
  }

  private static long number(Pattern pattern, String text, int group) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("the console does not say \"" + pattern + "\"");
    }
    return Long.parseLong(found.group(group));
  }
}
