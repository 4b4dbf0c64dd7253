package org.kexshot.cli.physical;

import org.kexshot.physical.EntryMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads in which mode of the processor a program begins. */
final class EntryModeConverter implements ITypeConverter<EntryMode> {
  @Override
  public EntryMode convert(String text) {
    try {
      return EntryMode.of(Integer.parseInt(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s': 16, 32 or 64 expected".formatted(text));
    }
  }
}
