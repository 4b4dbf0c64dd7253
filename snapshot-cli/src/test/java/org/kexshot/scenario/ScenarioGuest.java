package org.kexshot.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestException;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;
import org.kexshot.qemu.Qmp;

/** A guest in which scenarios are run. QEMU takes the images, which leaves no traces in them. */
final class ScenarioGuest implements ScenarioImages {
  private static final String DISK = "scenarios";
  private static final String MOUNTED = "/mnt/scenarios";
  private static final int MEMORY_MIB = 256;
  private static final long SETTLED_MILLIS = 3000;

  private final Guest guest;
  private final Path directory;
  private final boolean keep;
  private int taken;

  private ScenarioGuest(Guest guest, Path directory, boolean keep) {
    this.guest = guest;
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * @param lab of the kernel that the guest has
   * @param programs the image that {@code samples/scenarios/pack} made
   * @param directory for images and logs
   * @param keep whether images stay there
   */
  static ScenarioGuest start(Lab lab, Path programs, Path directory, boolean keep)
      throws IOException {
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
    ScenarioGuest started = new ScenarioGuest(guest, directory, keep);
    try {
      guest
          .shell()
          .run(
              """
              mkdir -p %s
              mount -o ro /dev/disk/by-id/virtio-%s %s
              # Else each that is read for the first time is one more file in memory.
              cat %s/*/* >/dev/null
              """
                  .formatted(MOUNTED, DISK, MOUNTED, MOUNTED));
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

  @Override
  public void prepare(Scenario scenario) throws IOException {
    if (scenario.prepared()) {
      script(scenario, "prepare");
    }
  }

  @Override
  public void run(Scenario scenario) throws IOException {
    script(scenario, "run");
  }

  private void script(Scenario scenario, String which) throws IOException {
    guest.shell().run("sh %s/%s/%s".formatted(MOUNTED, scenario.name(), which));
  }

  @Override
  public void pause() throws IOException {
    guest.shell().run("sleep 10");
  }

  @Override
  public Path take() throws IOException {
    // The same command is the last before each image, so that its traces are in all of them.
    guest.shell().run("sleep 2");
    settle();
    Path file = KeptImages.file(directory, taken++);
    Files.deleteIfExists(file);
    guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    return file;
  }

  /** Lets the guest clean up behind the command that it was told last. */
  private static void settle() throws GuestException {
    try {
      Thread.sleep(SETTLED_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while the guest was to come to rest", e);
    }
  }

  @Override
  public void release(Path image) throws IOException {
    if (!keep) {
      Files.deleteIfExists(image);
    }
  }

  @Override
  public void close() throws IOException {
    guest.close();
  }
}
