package org.kexshot.kexec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.JumpException.Reason;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.Distribution;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.SystemCalls;

/** Says of each thing that a jump needs whether this machine has it. */
public final class Preconditions {
  /**
   * One precondition.
   *
   * @param name in a few words
   * @param met whether the machine has it; a jump needs all
   * @param found what was found
   * @param remedy what to do where it is not met, else empty
   */
  public record Precondition(String name, boolean met, String found, String remedy) {}

  private static final String JUMP = "CONFIG_KEXEC_JUMP";

  /** By the distribution, what of it has a kernel that can jump. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "ubuntu", "package linux-image-generic",
          "fedora", "package kernel-core",
          "nixos", "boot.kernelPackages = pkgs.linuxPackages");

  private static final List<String> OPTIONS =
      List.of(
          "CONFIG_KEXEC",
          JUMP,
          "CONFIG_PROC_VMCORE",
          "CONFIG_PROC_KCORE",
          "CONFIG_KALLSYMS_ALL",
          "CONFIG_DEBUG_INFO_BTF",
          "CONFIG_RELOCATABLE");

  private static final long REACH = 1L << 32;

  private final List<Precondition> list = new ArrayList<>();

  private Preconditions() {}

  /**
   * Checks all of them; none stops the others.
   *
   * @param captureMemory bytes that B is to get
   */
  public static List<Precondition> check(long captureMemory) throws IOException {
    Preconditions preconditions = new Preconditions();
    preconditions.root();
    preconditions.architecture();
    preconditions.kernelConfiguration(OPTIONS);
    preconditions.lockdown();
    preconditions.loadDisabled();
    preconditions.reach();
    preconditions.image();
    preconditions.memory(captureMemory);
    return List.copyOf(preconditions.list);
  }

  /**
   * Makes sure that the running kernel can load an image for a jump.
   *
   * @throws JumpException {@link Reason#CANNOT_JUMP} that says all that is against it
   */
  public static void requireJump() throws IOException {
    Preconditions preconditions = new Preconditions();
    preconditions.kernelConfiguration(List.of("CONFIG_KEXEC", JUMP));
    preconditions.lockdown();
    preconditions.loadDisabled();
    preconditions.reach();
    String unmet =
        preconditions.list.stream()
            .filter(precondition -> !precondition.met())
            .map(p -> "%s: %s; %s".formatted(p.name(), p.found(), p.remedy()))
            .collect(Collectors.joining(". "));
    if (!unmet.isEmpty()) {
      throw new JumpException(Reason.CANNOT_JUMP, "the running kernel cannot jump. " + unmet);
    }
  }

  /**
   * Makes sure that the caller may load an image and jump.
   *
   * @throws JumpException {@link Reason#NOT_ROOT}
   */
  public static void requireRoot() throws JumpException {
    if (!SystemCalls.isRoot()) {
      throw new JumpException(
          Reason.NOT_ROOT, "only root can capture memory, load an image or jump into one");
    }
  }

  private void root() {
    boolean root = SystemCalls.isRoot();
    add("root", root, root ? "root" : "an ordinary user", "run kexshot as root");
  }

  private void architecture() throws IOException {
    String machine = System.getProperty("os.arch");
    String kernel =
        Files.exists(Path.of("/proc/sys/kernel/arch"))
            ? Files.readString(Path.of("/proc/sys/kernel/arch")).strip()
            : machine;
    add(
        "architecture",
        kernel.matches("i[3-6]86|x86|x86_64|amd64"),
        kernel,
        "capturing works on i386 and x86_64 kernels; dumps of others import");
  }

  /**
   * On i386 a program between kernels reaches 4 GiB, and the one machine with more that was tried
   * did not come back from its capture kernel.
   */
  private void reach() throws IOException {
    if (!System.getProperty("os.arch").matches("i[3-6]86|x86")) {
      return;
    }
    long end = IoMemory.read().systemRam().stream().mapToLong(PhysicalRange::end).max().orElse(0);
    add(
        "memory below 4 GiB",
        end <= REACH,
        "RAM up to 0x%x".formatted(end),
        "an i386 kernel with more does not come back from a jump: boot it with mem=4G, or take an"
            + " x86_64 one");
  }

  private void kernelConfiguration(List<String> options) throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    Optional<List<String>> configuration = configuration(release);
    if (configuration.isEmpty()) {
      add(
          JUMP,
          Files.exists(Path.of("/sys/kernel/kexec_loaded")),
          "neither /proc/config.gz nor /boot/config-%s nor /lib/modules/%s/config tells"
              .formatted(release, release),
          "the kernel has no kexec: build one with CONFIG_KEXEC=y and CONFIG_KEXEC_JUMP=y");
      return;
    }
    for (String option : options) {
      boolean set = configuration.get().contains(option + "=y");
      add(
          option,
          set,
          set ? "y" : "not set",
          "build the kernel with %s=y%s"
              .formatted(option, option.equals(JUMP) ? otherwise(Distribution.read()) : ""));
    }
  }

  /**
   * How else somebody gets a kernel that can jump: of a distribution whose own cannot by a package
   * that is built here, of others by their own.
   */
  static String otherwise(Distribution distribution) {
    for (String id : distribution.ids()) {
      if (id.equals("debian")) {
        return ": `kexshot kernel build` makes a package of this system's own kernel with it";
      }
      if (PACKAGES.containsKey(id)) {
        return "; on x86_64 the distribution's own kernel has it: %s".formatted(PACKAGES.get(id));
      }
    }
    return "";
  }

  private void lockdown() throws IOException {
    Path file = Path.of("/sys/kernel/security/lockdown");
    String state = Files.isReadable(file) ? Files.readString(file).strip() : "none";
    boolean none = !state.contains("[integrity]") && !state.contains("[confidentiality]");
    add("lockdown", none, state, "boot with lockdown=none, or without Secure Boot");
  }

  private void loadDisabled() throws IOException {
    Path file = Path.of("/proc/sys/kernel/kexec_load_disabled");
    String value = Files.isReadable(file) ? Files.readString(file).strip() : "no such file";
    add(
        "kexec_load_disabled",
        value.equals("0"),
        value,
        "kernel.kexec_load_disabled=1 stays until the next boot; find who sets it (sysctl.d)");
  }

  private void image() throws IOException {
    boolean foreign = false;
    String found = "none";
    if (ImageSlot.isOccupied()) {
      foreign = SystemCalls.isRoot() && OwnImage.occupant() == OwnImage.Occupant.FOREIGN;
      found = foreign ? "another program's" : own();
      if (!SystemCalls.isRoot()) {
        found = "one; only root is told whose";
      }
    }
    add(
        "kexec image",
        !foreign,
        found,
        "unload it with `kexec -u` if nobody needs it; kexshot leaves it alone");
  }

  private static String own() throws IOException {
    return OwnImage.current()
        .map(image -> "kexshot's own: " + image.purpose().inWords())
        .orElse("kexshot's own");
  }

  private void memory(long captureMemory) throws IOException {
    AvailableMemory room = AvailableMemory.read();
    Optional<String> shortage = room.shortage(captureMemory);
    boolean loaded = ImageSlot.isOccupied();
    add(
        "free memory",
        loaded || shortage.isEmpty(),
        "%d MiB available, %d MiB needed%s"
            .formatted(
                room.available() >> 20,
                captureMemory + AvailableMemory.RESERVE >> 20,
                loaded ? "; an image is loaded already" : ""),
        shortage.orElse("") + ", or give the capture kernel less with --memory");
  }

  /** Whether the running kernel tells that it was built with an option. */
  public static boolean isBuiltWith(String option) throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    return configuration(release).filter(lines -> lines.contains(option + "=y")).isPresent();
  }

  private static Optional<List<String>> configuration(String release) throws IOException {
    Path inKernel = Path.of("/proc/config.gz");
    if (Files.isReadable(inKernel)) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(inKernel)),
                  StandardCharsets.US_ASCII))) {
        return Optional.of(reader.lines().toList());
      }
    }
    List<Path> files =
        List.of(Path.of("/boot/config-" + release), Path.of("/lib/modules", release, "config"));
    for (Path file : files) {
      if (Files.isReadable(file)) {
        return Optional.of(Files.readAllLines(file));
      }
    }
    return Optional.empty();
  }

  private void add(String name, boolean met, String found, String remedy) {
    list.add(new Precondition(name, met, found, met ? "" : remedy));
  }
}
