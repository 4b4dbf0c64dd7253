package org.kexshot.hibernate.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.device.BlockDevice;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.io.ByteRegion;
import org.kexshot.kexec.JumpSite;
import org.kexshot.linux.RawDevice;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** A hibernation image as a memory image among others: on its device, or in a copy of that. */
public final class HibernatedDump implements Dump {
  private static final byte[] LABEL = "KXLABEL1".getBytes(StandardCharsets.US_ASCII);

  private final RawDevice device;
  private final Closeable source;
  private final ImageOnDevice image;
  private final PhysicalMemory memory;
  private final ElfNotes notes;

  private HibernatedDump(RawDevice device, Closeable source, ImageOnDevice image)
      throws IOException {
    this.device = device;
    this.source = source;
    this.image = image;
    this.memory = image.memory(device);
    HibernatedSystem system = image.system();
    Vmcoreinfo vmcoreinfo = Vmcoreinfo.parse(system.vmcoreinfo());
    JumpSite site =
        new JumpSite(memory, system.architecture(), system.layout(), image.mark().returnAddress());
    this.notes =
        site.registers(KernelPaging.find(memory, vmcoreinfo, system.architecture()).kernel())
            .withVmcoreinfo(vmcoreinfo);
  }

  /** Whether a file begins as a snapshot device does on which something lies. */
  public static boolean isOn(ByteRegion file) throws IOException {
    if (file.length() < LABEL.length) {
      return false;
    }
    ByteBuffer first = ByteBuffer.allocate(LABEL.length);
    file.read(0, first);
    return first.flip().equals(ByteBuffer.wrap(LABEL));
  }

  /**
   * Opens the image on a device, whether it was resumed or not.
   *
   * @param source closed with the image
   * @throws HibernationException if there is none, or it is damaged
   */
  public static Dump open(Path file, Closeable source) throws IOException {
    Optional<BlockDevice> block = BlockDevice.of(file);
    long size = block.isPresent() ? block.get().size() : Files.size(file);
    RawDevice device = RawDevice.openForReading(file.toString());
    try {
      return new HibernatedDump(device, source, ImageOnDevice.read(device, size));
    } catch (IOException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  @Override
  public String formatName() {
    return "hibernation image";
  }

  @Override
  public Architecture architecture() {
    return image.system().architecture();
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return Optional.of(Vmcoreinfo.parse(image.system().vmcoreinfo()));
  }

  @Override
  public ElfNotes notes() {
    return notes;
  }

  @Override
  public List<String> problems() {
    return image.mark().state() == HibernationMark.State.USED
        ? List.of("its system was resumed, and has run on since")
        : List.of();
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(image.system().stoppedAt());
  }

  @Override
  public void close() throws IOException {
    device.close();
    source.close();
  }
}
