package org.kexshot.cli.argument.capture;

import java.util.Locale;
import org.kexshot.capture.method.MethodChoice.Wanted;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a method of capturing from the command line. */
final class MethodConverter implements ITypeConverter<Wanted> {
  @Override
  public Wanted convert(String text) {
    try {
      return Wanted.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s' is not a method; give auto, memory, kernel or live".formatted(text));
    }
  }
}
