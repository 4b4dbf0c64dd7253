package org.kexshot.kind;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;

/** Reads the objects of a kind that processes have. */
@FunctionalInterface
public interface ProcessObjectReader<T> {
  /**
   * @param wanted says by process id which processes
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  Listing<T> read(KernelImage image, IntPredicate wanted) throws IOException;
}
