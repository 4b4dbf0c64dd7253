package org.kexshot.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.diff.ImageComparison;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.NoiseLearner;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestException;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;
import org.kexshot.lab.Qmp;

/**
 * A guest in which scenarios are run one after the other, with an image behind each, which is also
 * the one before the next. QEMU takes the images, so that they hold no traces of their taking.
 */
final class ScenarioGuest implements Closeable {
  private static final String DISK = "scenarios";
  private static final String MOUNTED = "/mnt/scenarios";
  private static final int MEMORY_MIB = 256;

  /** With this system property the images are kept, for work on the comparison. */
  private static final String KEEP = "scenarios.keep";

  private final Guest guest;
  private final Path directory;
  private Path latest;
  private MemoryImage image;
  private int taken;

  private ScenarioGuest(Guest guest, Path directory) {
    this.guest = guest;
    this.directory = directory;
  }

  /**
   * @param lab of the kernel that the guest has
   * @param programs the image that {@code samples/scenarios/pack} made
   */
  static ScenarioGuest start(Lab lab, Path programs, Path directory) throws IOException {
    Guest guest =
        Guest.start(
            lab,
            GuestSettings.in(directory)
                .withMemoryMiB(MEMORY_MIB)
                .withProcessors(1)
                .withQemuOptions(
                    "-drive",
                    "if=none,id=%s,readonly=on,format=raw,file=%s"
                        .formatted(DISK, programs.toAbsolutePath()),
                    "-device",
                    "virtio-blk-pci,drive=%s,serial=%s".formatted(DISK, DISK)));
    ScenarioGuest started = new ScenarioGuest(guest, directory);
    try {
      guest
          .shell()
          .run(
              "mkdir -p %s && mount -o ro /dev/disk/by-id/virtio-%s %s"
                  .formatted(MOUNTED, DISK, MOUNTED));
      return started;
    } catch (IOException | RuntimeException failure) {
      started.close();
      throw failure;
    }
  }

  /** Packs what the scenarios take for guests of an architecture. */
  static Path pack(Lab lab, Path image) throws IOException {
    Process process =
        new ProcessBuilder(
                lab.project().resolve("samples/scenarios/pack").toString(),
                lab.architecture().kernelName(),
                lab.kernel().toString(),
                image.toAbsolutePath().toString())
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new GuestException("samples/scenarios/pack failed");
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while scenarios were packed", e);
    }
    return image;
  }

  /** Runs all, after two pairs of images between which nothing is done. */
  ScenarioReport run(List<Scenario> scenarios) throws IOException {
    for (Scenario scenario : scenarios) {
      if (scenario.prepared()) {
        script(scenario, "prepare");
      }
    }
    take();
    guest.shell().run("sleep 10");
    ImageDifference nullPair = take();
    NoiseLearner learner = new NoiseLearner();
    learner.add(ChangeExtents.of(nullPair.objects(), nullPair.symbols()), nullPair.seconds());
    NoiseModel baseline = learner.model();
    guest.shell().run("sleep 10");
    Findings ofNothing = Findings.of(take(), baseline);
    List<ScenarioOutcome> outcomes = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      script(scenario, "run");
      outcomes.add(new ScenarioOutcome(scenario, Findings.of(take(), baseline).effects()));
    }
    return new ScenarioReport(outcomes, ofNothing.effects());
  }

  private void script(Scenario scenario, String which) throws IOException {
    guest.shell().run("sh %s/%s/%s".formatted(MOUNTED, scenario.name(), which));
  }

  /** Takes an image; how it differs from the one before, of the first how it does from itself. */
  private ImageDifference take() throws IOException {
    // The same command is the last before each image, so that its traces are in all of them.
    guest.shell().run("sleep 2");
    Path file = directory.resolve("%02d.elf".formatted(taken++));
    Files.deleteIfExists(file);
    guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    MemoryImage next = MemoryImage.of(DumpFiles.open(file));
    ImageDifference difference =
        ImageComparison.ofObjects(image == null ? next : image, next).difference();
    forget();
    image = next;
    latest = file;
    return difference;
  }

  private void forget() throws IOException {
    if (image != null) {
      image.close();
      if (!Boolean.getBoolean(KEEP)) {
        Files.deleteIfExists(latest);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (guest) {
      forget();
    }
  }
}
