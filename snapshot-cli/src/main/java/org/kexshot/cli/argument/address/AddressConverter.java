package org.kexshot.cli.argument.address;

import org.kexshot.inspect.AddressExpression;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address, or a symbol with an offset, from the command line. */
public final class AddressConverter implements ITypeConverter<AddressExpression> {
  /** For {@code --help}. */
  public static final String DESCRIPTION =
      "0x and hexadecimal digits, or a symbol; and perhaps +OFFSET or -OFFSET.";

  @Override
  public AddressExpression convert(String text) {
    try {
      return AddressExpression.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
