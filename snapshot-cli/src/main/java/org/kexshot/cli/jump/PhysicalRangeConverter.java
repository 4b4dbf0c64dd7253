package org.kexshot.cli.jump;

import org.kexshot.address.PhysicalRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a range of physical addresses from the command line: FROM-TO, without TO itself. */
final class PhysicalRangeConverter implements ITypeConverter<PhysicalRange> {
  @Override
  public PhysicalRange convert(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new TypeConversionException(
          "'%s': FROM-TO expected, such as 0x1000000-0x8000000".formatted(text));
    }
    long from = PhysicalAddressConverter.address(text.substring(0, dash), text);
    long to = PhysicalAddressConverter.address(text.substring(dash + 1), text);
    if (from >= to) {
      throw new TypeConversionException("'%s': it ends before it begins".formatted(text));
    }
    return new PhysicalRange(from, to);
  }
}
