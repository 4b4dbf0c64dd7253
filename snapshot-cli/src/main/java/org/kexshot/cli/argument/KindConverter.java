package org.kexshot.cli.argument;

import java.util.stream.Collectors;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kind of kernel object from the command line. */
final class KindConverter implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (KernelObjectKinds.all().stream().noneMatch(kind -> kind.name().equals(text))) {
      throw new TypeConversionException(
          "'%s' is not a kind of kernel object; give one of %s"
              .formatted(
                  text,
                  KernelObjectKinds.all().stream()
                      .map(ObjectKind::name)
                      .collect(Collectors.joining(", "))));
    }
    return text;
  }
}
