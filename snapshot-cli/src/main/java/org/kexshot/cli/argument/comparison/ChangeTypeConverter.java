package org.kexshot.cli.argument.comparison;

import org.kexshot.diff.object.ChangeType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads from the command line what became of objects. */
final class ChangeTypeConverter implements ITypeConverter<ChangeType> {
  @Override
  public ChangeType convert(String text) {
    for (ChangeType change : ChangeType.values()) {
      if (change.verb().equals(text)) {
        return change;
      }
    }
    throw new TypeConversionException("'%s'; give came, went or changed".formatted(text));
  }
}
