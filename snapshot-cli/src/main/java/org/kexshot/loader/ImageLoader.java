package org.kexshot.loader;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kexshot.format.DumpFormatException;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;
import org.kexshot.loader.LoadedImage.Format;
import org.kexshot.loader.LoaderException.Reason;

/** Loads an image as the user names it, and enters it. */
public final class ImageLoader {
  private ImageLoader() {}

  /**
   * Loads an image in place of one that was loaded in this way before.
   *
   * @param lock that nobody else loads or jumps
   * @throws LoaderException if the file is damaged or does not fit this machine
   * @throws JumpException {@link JumpException.Reason#FOREIGN_IMAGE} if anything else is loaded
   */
  public static LoadedImage load(JumpLock lock, LoadRequest request) throws IOException {
    Preconditions.requireRoot();
    if (request.preservesContext()) {
      Preconditions.requireJump();
    }
    OwnImage.requireNoForeign();
    OwnImage.requireNoneBut(OwnImage.Purpose.PLAIN);
    if (ElfProgram.isElf(request.file())) {
      try (ElfProgram program = ElfProgram.open(request.file())) {
        RunningKernel running = running();
        ImageLayout layout = new ImageLayout(running, request);
        layout.add(program);
        return load(
            lock,
            request,
            running,
            layout,
            request.withoutArguments() ? Format.PROGRAM : Format.KERNEL);
      }
    }
    BzImage kernel = kernel(request.file());
    if (request.withoutArguments()) {
      throw LoaderException.of(
          kernel.file(), "a Linux kernel, which needs its boot parameters: leave --args-none out");
    }
    RunningKernel running = running();
    ImageLayout layout = new ImageLayout(running, request);
    layout.add(kernel);
    return load(lock, request, running, layout, Format.BZIMAGE);
  }

  private static BzImage kernel(Path file) throws IOException {
    try {
      return BzImage.open(file);
    } catch (DumpFormatException e) {
      throw new LoaderException(
          Reason.IMAGE, e.getMessage() + "; neither a bzImage that can be loaded nor ELF", e);
    }
  }

  private static RunningKernel running() throws IOException {
    RunningKernel running = RunningKernel.read();
    if (running.architecture() != BootProtocol.ofThisProcess().architecture()) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          "the running kernel is for %s, this Java runtime is not; use one of the kernel's own"
              .formatted(running.architecture().machine()));
    }
    if (running.isEncrypted()) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          "the processor encrypts this machine's memory (SME or SEV), and an image would read it"
              + " encrypted; boot with mem_encrypt=off");
    }
    return running;
  }

  private static LoadedImage load(
      JumpLock lock, LoadRequest request, RunningKernel running, ImageLayout layout, Format format)
      throws IOException {
    ImageSlot slot = ImageSlot.find(running.symbols(), KernelLayouts.read(running.architecture()));
    List<KexecSegment> segments = layout.segments(AvailableMemory.read().total());
    long bytes = segments.stream().mapToLong(KexecSegment::memorySize).sum();
    LoadedImage image =
        new LoadedImage(
            request.file().toString(),
            format,
            request.preservesContext(),
            layout.programEntry(),
            bytes,
            Instant.now());
    try {
      return lock.uncut(
          () -> {
            OwnImage.load(lock, slot, image.purpose(), layout.jumpEntry(), segments);
            image.write();
            return image;
          });
    } catch (SystemCallException e) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          "%s, for %d MiB; `kexshot check` says what is missing"
              .formatted(e.getMessage(), bytes + (1 << 20) - 1 >> 20),
          e);
    }
  }

  /**
   * Jumps into what is loaded.
   *
   * @param lock that nobody else loads or jumps
   * @param clock measures the jump
   * @param mayEnd whether the jump may be one that does not come back
   * @throws LoaderException {@link Reason#NOT_LOADED}, {@link Reason#NO_RETURN}
   * @throws JumpException if another image is loaded, or the kernel refuses
   */
  public static Jump jump(JumpLock lock, JumpClock clock, boolean mayEnd) throws IOException {
    OwnImage.requireNoForeign();
    OwnImage.requireNoneBut(OwnImage.Purpose.PLAIN);
    OwnImage image =
        LoadedImage.current()
            .orElseThrow(
                () ->
                    new LoaderException(
                        Reason.NOT_LOADED,
                        "no image is loaded; load one with `kexshot load IMAGE`"));
    if (!image.purpose().preservesContext() && !mayEnd) {
      throw new LoaderException(
          Reason.NO_RETURN,
          "%s was loaded without --preserve-context: a jump ends this system, and stops no services"
                  .formatted(LoadedImage.recorded().map(LoadedImage::file).orElse("the image"))
              + " before; --no-return says that this is wanted");
    }
    SystemCalls.sync();
    return lock.uncut(() -> Jump.into(image, clock));
  }

  /** Forgets what is said of an image that is not loaded any more. */
  public static void forget() throws IOException {
    LoadedImage.forget();
  }
}
