package org.kexshot.kernel;

import java.io.IOException;

/**
 * Reads a fact that is derived from a whole image, e.g. the list of its modules. A constant of its
 * reader's class, since {@link KernelImage#once} knows the fact by it.
 */
@FunctionalInterface
public interface FactReader<T> {
  T read(KernelImage image) throws IOException;
}
