package org.kexshot.cli.argument.capture;

import java.nio.file.Path;
import org.kexshot.capture.guest.Guest;
import org.kexshot.capture.guest.LibvirtGuest;
import org.kexshot.capture.guest.QemuGuest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads from the command line which guest is meant. */
final class GuestConverter implements ITypeConverter<Guest.Address> {
  private static final String QEMU = "qemu:";
  private static final String LIBVIRT = "libvirt:";

  @Override
  public Guest.Address convert(String text) {
    if (isAfter(QEMU, text)) {
      Path socket = Path.of(text.substring(QEMU.length()));
      return () -> QemuGuest.connect(socket);
    }
    if (isAfter(LIBVIRT, text)) {
      String domain = text.substring(LIBVIRT.length());
      return () -> LibvirtGuest.connect(domain);
    }
    throw new TypeConversionException(
        "'%s' names no guest; give qemu:SOCKET, the socket of QEMU's machine protocol, or libvirt:DOMAIN"
            .formatted(text));
  }

  private static boolean isAfter(String prefix, String text) {
    return text.startsWith(prefix) && text.length() > prefix.length();
  }
}
