package org.kexshot.kind;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;

/** Reads all objects of a kind. */
@FunctionalInterface
public interface ObjectReader<T> {
  /**
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  Listing<T> read(KernelImage image) throws IOException;
}
