package org.kexshot.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files about kernels, which may be kept otherwise than as they are. */
public interface DebugFileContents {
  /** Of files that lie on the disk as they are. */
  DebugFileContents ON_DISK =
      new DebugFileContents() {
        @Override
        public byte[] types(Path file) throws IOException {
          return BtfFile.read(file);
        }

        @Override
        public InputStream open(Path file) throws IOException {
          return Files.newInputStream(file);
        }
      };

  /** The BTF of a file, and nothing else of it. */
  byte[] types(Path file) throws IOException;

  /** Opens a System.map. */
  InputStream open(Path file) throws IOException;
}
