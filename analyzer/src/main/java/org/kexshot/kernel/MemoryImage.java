package org.kexshot.kernel;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.format.Dump;

/**
 * A dump, with what a user gave about its kernel. Its kernel is looked for once, however many
 * readers ask. Closing closes the dump.
 */
public final class MemoryImage implements Closeable {
  private final Dump dump;
  private final DebugFiles files;
  private KernelImage kernel;

  /**
   * @param files about the kernel, where the dump does not tell all of it
   */
  public MemoryImage(Dump dump, DebugFiles files) {
    this.dump = dump;
    this.files = files;
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
    }
    return kernel;
  }

  @Override
  public void close() throws IOException {
    dump.close();
  }
}
