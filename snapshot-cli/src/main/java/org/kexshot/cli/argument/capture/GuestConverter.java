package org.kexshot.cli.argument.capture;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads from the command line which guest is meant. */
final class GuestConverter implements ITypeConverter<Path> {
  private static final String QEMU = "qemu:";

  /**
   * @return the socket of QEMU's machine protocol
   */
  @Override
  public Path convert(String text) {
    if (!text.startsWith(QEMU) || text.length() == QEMU.length()) {
      throw new TypeConversionException(
          "'%s' names no guest; give qemu:SOCKET, the socket of QEMU's machine protocol"
              .formatted(text));
    }
    return Path.of(text.substring(QEMU.length()));
  }
}
