package org.kexshot.capture.kexec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.linux.AllocatorProbe;
import org.kexshot.capture.linux.KernelCore;
import org.kexshot.capture.linux.SystemCalls;

/**
 * Loads the capture kernel for i386 by {@code kexec_load}. No kexec-tools are involved: those give
 * B a memory map that it must not have, and notes that it refuses.
 */
public final class CaptureLoader {
  /**
   * What was loaded.
   *
   * @param release the capture kernel's
   * @param kimageHead the head of the list of exchanged pages, from {@code kexec_image} and BTF; 0
   *     if it could not be read
   */
  public record Loaded(String release, PhysicalRange range, long kimageHead) {}

  private CaptureLoader() {}

  /**
   * Loads {@code kernel} to run in {@code memory} bytes.
   *
   * @param device the snapshot device's id, by which the agent in B finds it
   */
  public static Loaded load(Path kernel, Path fileSystem, UUID device, long memory)
      throws IOException {
    BzImage image = BzImage.open(kernel);
    InitialFileSystem archive = InitialFileSystem.open(fileSystem);
    RunningKernel running = RunningKernel.read();
    KernelLayouts layouts = KernelLayouts.read(Architecture.I386);
    PhysicalRange range =
        CaptureRange.choose(
            running.memory(), memory, image.alignment(), AllocatorProbe.frames(memory));
    CaptureImage capture =
        CaptureImage.build(
            running, image, archive, device, range, layouts.offset("saved_context", "gdt_desc"));
    SystemCalls.kexecLoad(capture.entry(), capture.segments());
    return new Loaded(image.release(), range, kimageHead(running, layouts));
  }

  private static long kimageHead(RunningKernel running, KernelLayouts layouts) throws IOException {
    OptionalLong pointer = running.symbols().address(RunningKernel.KEXEC_IMAGE);
    if (pointer.isEmpty()) {
      return 0;
    }
    int offset = layouts.offset("kimage", "head");
    try (KernelCore core = KernelCore.open()) {
      return core.readPointer(core.readPointer(pointer.getAsLong()) + offset);
    }
  }
}
