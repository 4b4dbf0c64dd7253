package org.kexshot.cli.jump;

import org.kexshot.cli.argument.address.Addresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a physical address from the command line. */
final class PhysicalAddressConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    return address(text, text);
  }

  /**
   * @param whole what the user wrote, for the message
   */
  static long address(String text, String whole) {
    return Addresses.parse(text)
        .filter(address -> address >= 0)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s': a physical address, 0x and hexadecimal digits, expected"
                        .formatted(whole)));
  }
}
