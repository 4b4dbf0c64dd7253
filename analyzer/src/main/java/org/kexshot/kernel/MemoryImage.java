package org.kexshot.kernel;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.format.Dump;

/**
 * A dump, with what a user gave about its kernel. Its kernel is looked for once, however many
 * readers ask. Closing closes the dump.
 */
public final class MemoryImage implements Closeable {
  private final Dump dump;
  private final DebugFiles files;
  private Consumer<String> told = remark -> {};
  private KernelImage kernel;

  private MemoryImage(Dump dump, DebugFiles files) {
    this.dump = dump;
    this.files = files;
  }

  /**
   * A dump that does not tell all of its kernel, or of its RAM. Takes the dump over, and closes it
   * after a failure.
   *
   * @param files about the kernel
   * @throws IOException if a VMCOREINFO among them is not of the dump's kernel
   */
  public static MemoryImage of(Dump dump, DebugFiles files) throws IOException {
    try {
      return new MemoryImage(OmittedZeros.restore(files.describe(dump), files), files);
    } catch (IOException | RuntimeException failure) {
      dump.close();
      throw failure;
    }
  }

  /** Who is told what had to be done to find the kernel, when it is looked for. */
  public synchronized void tell(Consumer<String> listener) {
    told = listener;
  }

  /** A dump that tells all of its kernel. */
  public static MemoryImage of(Dump dump) {
    return new MemoryImage(dump, DebugFiles.NONE);
  }

  public Dump dump() {
    return dump;
  }

  /**
   * The image understood as a Linux kernel; its symbols and types are read when they are needed.
   *
   * @throws IOException as {@link KernelImage#open(Dump, DebugFiles)}; the next call tries again
   */
  public synchronized KernelImage kernel() throws IOException {
    if (kernel == null) {
      kernel = KernelImage.open(dump, files);
      kernel.remark().ifPresent(told);
    }
    return kernel;
  }

  @Override
  public void close() throws IOException {
    dump.close();
  }
}
