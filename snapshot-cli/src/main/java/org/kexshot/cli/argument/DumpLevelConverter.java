package org.kexshot.cli.argument;

import org.kexshot.filter.DumpLevel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a dump level from the command line. */
public final class DumpLevelConverter implements ITypeConverter<DumpLevel> {
  @Override
  public DumpLevel convert(String text) {
    try {
      return new DumpLevel(Integer.parseInt(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s' is not a dump level; give 0 to 31".formatted(text));
    }
  }
}
