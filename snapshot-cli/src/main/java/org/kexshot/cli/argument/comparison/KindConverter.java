package org.kexshot.cli.argument.comparison;

import java.util.stream.Collectors;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kind of kernel object from the command line. */
final class KindConverter implements ITypeConverter<ObjectKind<?>> {
  @Override
  public ObjectKind<?> convert(String text) {
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      if (kind.name().equals(text) || kind.plural().equals(text)) {
        return kind;
      }
    }
    throw new TypeConversionException(
        "'%s' is no kind of kernel object; give one of %s"
            .formatted(
                text,
                KernelObjectKinds.all().stream()
                    .map(ObjectKind::name)
                    .collect(Collectors.joining(", "))));
  }
}
