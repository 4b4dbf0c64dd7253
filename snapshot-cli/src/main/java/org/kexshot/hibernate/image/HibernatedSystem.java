package org.kexshot.hibernate.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.Block;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.kexec.ControlPage;
import org.kexshot.linux.RawDevice;

/**
 * What an image is of: the system, as it was right before it was stopped, and the machine.
 *
 * @param request by which the image was asked for
 * @param host the system's name
 * @param stoppedAt by its wall clock
 * @param release of its kernel, {@code uname -r}
 * @param version of its kernel, {@code uname -v}
 * @param pagingLevels of the page tables that its processor walks while it jumps, 0 with paging off
 * @param ram that its kernel uses
 * @param captureRange where the capture kernel had its memory, in which the system has nothing
 * @param kimageHead the list of pages that its jump exchanged
 * @param layout of its control page
 * @param gdtSource physical address of its {@code saved_context.gdt_desc}
 * @param clockNote frame of the page on which it looks for a {@link ClockNote}
 * @param vmcoreinfo the descriptor of its VMCOREINFO note
 * @param machine on which it ran
 * @param fileSystems that it had mounted
 */
public record HibernatedSystem(
    UUID request,
    String host,
    Instant stoppedAt,
    Architecture architecture,
    String release,
    String version,
    int pagingLevels,
    List<PhysicalRange> ram,
    PhysicalRange captureRange,
    long kimageHead,
    ControlPage layout,
    long gdtSource,
    long clockNote,
    byte[] vmcoreinfo,
    MachineIdentity machine,
    List<FileSystemMark> fileSystems) {
  private static final String MAGIC = "KXMACHN1";
  private static final String SEPARATOR = "\n";

  public HibernatedSystem {
    vmcoreinfo = vmcoreinfo.clone();
    ram = List.copyOf(ram);
    fileSystems = List.copyOf(fileSystems);
  }

  @Override
  public byte[] vmcoreinfo() {
    return vmcoreinfo.clone();
  }

  /** Writes the description to its place. */
  public void writeTo(RawDevice device) throws IOException {
    Block.write(
        device, DeviceLayout.MACHINE, Block.encode(MAGIC, values(), DeviceLayout.MACHINE_SIZE));
  }

  /** Empty if there is none, or a damaged one. */
  public static Optional<HibernatedSystem> readFrom(RawDevice device) throws IOException {
    byte[] block = Block.read(device, DeviceLayout.MACHINE, DeviceLayout.MACHINE_SIZE);
    try {
      return Block.decode(MAGIC, block).map(HibernatedSystem::of);
    } catch (RuntimeException damaged) {
      return Optional.empty();
    }
  }

  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("request", request.toString());
    values.put("host", host);
    values.put("stopped.at", stoppedAt.toString());
    values.put("architecture", architecture.name());
    values.put("release", release);
    values.put("version", version);
    values.put("paging.levels", Integer.toString(pagingLevels));
    values.put(
        "ram", ram.stream().map(HibernatedSystem::text).collect(Collectors.joining(SEPARATOR)));
    values.put("capture.range", text(captureRange));
    values.put("kimage.head", Long.toHexString(kimageHead));
    values.put("layout.stack.pointer", Integer.toString(layout.stackPointer()));
    values.put("layout.page.list", Integer.toString(layout.pageList()));
    values.put("gdt.source", Long.toHexString(gdtSource));
    values.put("clock.note", Long.toHexString(clockNote));
    values.put("vmcoreinfo", new String(vmcoreinfo, StandardCharsets.ISO_8859_1));
    values.put("processor", machine.processor());
    values.put("processor.features", String.join(" ", machine.features()));
    values.put("processors", Integer.toString(machine.processors()));
    values.put("devices", String.join(SEPARATOR, machine.devices()));
    values.put(
        "file.systems",
        fileSystems.stream().map(FileSystemMark::toLine).collect(Collectors.joining(SEPARATOR)));
    return values;
  }

  static HibernatedSystem of(Map<String, String> values) {
    return new HibernatedSystem(
        UUID.fromString(values.get("request")),
        values.get("host"),
        Instant.parse(values.get("stopped.at")),
        Architecture.valueOf(values.get("architecture")),
        values.get("release"),
        values.get("version"),
        Integer.parseInt(values.get("paging.levels")),
        lines(values, "ram").stream().map(HibernatedSystem::range).toList(),
        range(values.get("capture.range")),
        Long.parseUnsignedLong(values.get("kimage.head"), 16),
        new ControlPage(
            Integer.parseInt(values.get("layout.stack.pointer")),
            Integer.parseInt(values.get("layout.page.list"))),
        Long.parseUnsignedLong(values.get("gdt.source"), 16),
        Long.parseUnsignedLong(values.get("clock.note"), 16),
        values.get("vmcoreinfo").getBytes(StandardCharsets.ISO_8859_1),
        new MachineIdentity(
            values.get("processor"),
            Set.of(values.get("processor.features").split(" ")),
            Integer.parseInt(values.get("processors")),
            Set.copyOf(lines(values, "devices"))),
        lines(values, "file.systems").stream().map(FileSystemMark::ofLine).toList());
  }

  private static List<String> lines(Map<String, String> values, String name) {
    return Stream.of(values.get(name).split(SEPARATOR)).filter(line -> !line.isEmpty()).toList();
  }

  private static String text(PhysicalRange range) {
    return "%x-%x".formatted(range.start(), range.end());
  }

  private static PhysicalRange range(String text) {
    int dash = text.indexOf('-');
    return new PhysicalRange(
        Long.parseUnsignedLong(text, 0, dash, 16),
        Long.parseUnsignedLong(text, dash + 1, text.length(), 16));
  }

  /** In words: whose it is and when it was stopped. */
  public String inWords() {
    return "%s, Linux %s, stopped at %s".formatted(host, release, stoppedAt);
  }

  /**
   * What keeps any kernel on this machine from running it, a sentence each; empty if nothing does.
   *
   * @param running architecture of the kernel that is to resume it
   * @param levels of that kernel's page tables
   * @param ramNow that this kernel uses
   */
  public List<String> obstacles(Architecture running, int levels, List<PhysicalRange> ramNow) {
    List<String> obstacles = new ArrayList<>();
    if (architecture != running) {
      obstacles.add(
          "it is a system for %s, and this kernel is one for %s"
              .formatted(architecture.machine(), running.machine()));
      return obstacles;
    }
    if (levels != pagingLevels) {
      obstacles.add(
          "its page tables have %d levels, this kernel's have %d: boot this one with or without"
                  .formatted(pagingLevels, levels)
              + " no5lvl, as that one was");
    }
    for (PhysicalRange range : ram) {
      if (ramNow.stream()
          .noneMatch(now -> now.start() <= range.start() && range.end() <= now.end())) {
        obstacles.add(
            "it has RAM at %s, this machine has not; its memory map is %s"
                .formatted(range, ramNow));
      }
    }
    return obstacles;
  }

  /**
   * In what this machine is not the one that it ran on, a sentence each.
   *
   * @param runningRelease of the kernel that is to resume it
   */
  public List<String> machineDifferences(String runningRelease) throws IOException {
    return machine.differences(MachineIdentity.read(), release.equals(runningRelease));
  }
}
