package org.kexshot.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The kexec image of the running kernel; it holds one at a time, whoever loaded it. */
public final class KexecImage {
  private static final Path LOADED = Path.of("/sys/kernel/kexec_loaded");

  private KexecImage() {}

  /**
   * Whether any image is loaded, by whomever.
   *
   * @throws JumpException {@link JumpException.Reason#CANNOT_JUMP} if the kernel has no kexec
   */
  public static boolean isLoaded() throws IOException {
    try {
      return Files.readString(LOADED).strip().equals("1");
    } catch (NoSuchFileException e) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          LOADED + ": the running kernel was built without CONFIG_KEXEC",
          e);
    }
  }
}
